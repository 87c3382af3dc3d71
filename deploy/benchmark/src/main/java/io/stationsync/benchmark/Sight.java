package io.stationsync.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sees in a database when something is there. Not thread-safe. */
final class Sight implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Connection connection;
    private final Supplier<String> state;

    /**
     * @param connection closed with this
     * @param state of what is waited for, for a message
     */
    Sight(Connection connection, Supplier<String> state) {
        this.connection = connection;
        this.state = state;
    }

    /**
     * Waits until a query has a row.
     *
     * @return when, as {@link System#nanoTime()}
     * @throws IllegalStateException if it has none for half an hour
     */
    long of(String query) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isThere(query)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Not within %d min: %s\n%s".formatted(PATIENCE.toMinutes(), query, state.get()));
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return System.nanoTime();
    }

    private boolean isThere(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next();
        } catch (SQLException e) {
            throw new IllegalStateException("Refused: " + query, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("A connection can't be closed", e);
        }
    }
}
