package io.stationsync.center;

import io.stationsync.boot.StatusHealth;
import io.stationsync.center.receive.StationReceiver;
import io.stationsync.center.receive.TableStatus;
import io.stationsync.engine.EngineStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** The receiver's health: its own state, and the tables that stand still, each with the reason. */
final class ApplyHealth implements HealthIndicator {
    private final StatusHealth own;
    private final StationReceiver receiver;

    ApplyHealth(EngineStatus status, StationReceiver receiver) {
        this.own = new StatusHealth(status);
        this.receiver = receiver;
    }

    @Override
    public Health health() {
        Health receiving = own.health();
        Map<String, String> standing = new LinkedHashMap<>();
        long lagRows = 0;
        for (TableStatus table : receiver.tables()) {
            lagRows += table.lagRows();
            if (!table.state().isHealthy()) {
                standing.put(
                        table.station() + "." + table.table(),
                        "%s since %s: %s".formatted(table.state(), table.since(), table.lastError()));
            }
        }
        Health.Builder health = Health.status(receiving.getStatus())
                .withDetails(receiving.getDetails())
                .withDetail("lagRows", lagRows);
        if (!standing.isEmpty()) {
            health.withDetail("standingStill", standing);
            health.status(receiving.getStatus().equals(Status.UP) ? Status.DOWN : receiving.getStatus());
        }
        return health.build();
    }
}
