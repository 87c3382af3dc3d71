package io.stationsync.boot;

import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** A part of the service as a health component: its state, since when, its last error and its details. */
public final class StatusHealth implements HealthIndicator {
    /** Kafka is away, which is normal for a station: not {@code UP}, but nothing to restart for. */
    public static final Status OFFLINE = new Status("OFFLINE");

    private final EngineStatus status;

    public StatusHealth(EngineStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        EngineStatus.Current current = status.current();
        Health.Builder health = new Health.Builder(level(current.state()))
                .withDetail("state", current.state())
                .withDetail("since", current.since().toString())
                .withDetails(status.details());
        if (current.lastError() != null) {
            health.withDetail("lastError", current.lastError());
        }
        return health.build();
    }

    private static Status level(State state) {
        return switch (state) {
            case STARTING -> Status.UNKNOWN;
            case OFFLINE -> OFFLINE;
            default -> state.isHealthy() ? Status.UP : Status.DOWN;
        };
    }
}
