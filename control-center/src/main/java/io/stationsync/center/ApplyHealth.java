package io.stationsync.center;

import io.stationsync.boot.StatusHealth;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.center.receive.StationReceiver;
import io.stationsync.center.receive.TableStatus;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.quarantine.QuarantineCount;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The receiver's health: its own state, the tables that stand still, each with the reason, and how many conflicts and
 * quarantined changes wait for an operator.
 */
final class ApplyHealth implements HealthIndicator {
    private final StatusHealth own;
    private final StationReceiver receiver;
    private final OpenConflicts openConflicts;
    private final QuarantineCount quarantined;

    ApplyHealth(
            EngineStatus status, StationReceiver receiver, OpenConflicts openConflicts, QuarantineCount quarantined) {
        this.own = new StatusHealth(status);
        this.receiver = receiver;
        this.openConflicts = openConflicts;
        this.quarantined = quarantined;
    }

    @Override
    public Health health() {
        Health receiving = own.health();
        Map<String, String> standing = new LinkedHashMap<>();
        Map<String, String> paused = new LinkedHashMap<>();
        long lagRows = 0;
        for (TableStatus table : receiver.tables()) {
            lagRows += table.lagRows();
            if (table.paused() != null) {
                paused.put(table.station() + "." + table.table(), table.paused());
            }
            if (!table.state().isHealthy()) {
                standing.put(
                        table.station() + "." + table.table(),
                        "%s since %s: %s".formatted(table.state(), table.since(), table.lastError()));
            } else if (table.resyncNeeded() != null) {
                standing.put(
                        table.station() + "." + table.table(),
                        "%s %s".formatted(State.RESYNC_NEEDED, table.resyncNeeded()));
            }
        }
        Health.Builder health = Health.status(receiving.getStatus())
                .withDetails(receiving.getDetails())
                .withDetail("lagRows", lagRows);
        long open = openConflicts.total();
        if (open > 0) {
            health.withDetail("openConflicts", open);
        }
        long setAside = quarantined.total();
        if (setAside > 0) {
            health.withDetail("quarantined", setAside);
        }
        if (!paused.isEmpty()) {
            health.withDetail("paused", paused);
        }
        if (!standing.isEmpty()) {
            health.withDetail("standingStill", standing);
            health.status(receiving.getStatus().equals(Status.UP) ? Status.DOWN : receiving.getStatus());
        }
        return health.build();
    }
}
