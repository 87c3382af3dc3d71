package io.stationsync.boot;

import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the database answers, asked at each look. */
public final class DatabaseHealth implements HealthIndicator {
    private static final int PATIENCE_SECONDS = 2;

    private final DataSource dataSource;
    private final EngineStatus status;

    public DatabaseHealth(DataSource dataSource, EngineStatus status) {
        this.dataSource = dataSource;
        this.status = status;
    }

    @Override
    public Health health() {
        try (Connection connection = dataSource.getConnection()) {
            if (connection.isValid(PATIENCE_SECONDS)) {
                status.set(State.RUNNING);
            } else {
                status.set(State.RETRYING, "does not answer within %d s".formatted(PATIENCE_SECONDS));
            }
        } catch (SQLException e) {
            status.set(State.RETRYING, SqlFailures.describe(e));
        }
        return new StatusHealth(status).health();
    }
}
