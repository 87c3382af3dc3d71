package io.stationsync.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A station's application that goes on inserting, changing and deleting rows of some tables while these are altered. */
final class TableWriter implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(15);
    private static final int ROWS = 400;

    private final Station station;
    private final List<String> tables;
    private final Random random = new Random(7);
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "application");
    private volatile boolean stopped;
    private volatile long statements;

    /** @param tables with the columns id, text and code */
    TableWriter(Station station, String... tables) {
        this.station = station;
        this.tables = List.of(tables);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (Connection connection = station.database().connect()) {
            while (!stopped) {
                for (String table : tables) {
                    write(connection, table);
                }
                Waiting.pause(PACE);
            }
        } catch (SQLException e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
    }

    private void write(Connection connection, String table) throws SQLException {
        long id = 1_000 + random.nextInt(ROWS);
        String text = "t" + random.nextInt(1_000_000);
        boolean delete = random.nextInt(10) == 0;
        String sql = delete
                ? "DELETE FROM %s WHERE id = ?".formatted(table)
                : "INSERT INTO %s (id, text, code) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE text = VALUES(text)"
                        .formatted(table);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            if (!delete) {
                statement.setString(2, text);
                statement.setString(3, station.code());
            }
            statement.executeUpdate();
            statements++;
        }
    }

    /** Waits until it has done so much more. */
    void awaitMore(int number, Duration patience) {
        long from = statements;
        Waiting.until(
                "%s has written %d times more".formatted(station, number),
                patience,
                () -> statements >= from + number
                        ? Optional.empty()
                        : Optional.of("%d, %s".formatted(statements - from, complaints)));
    }

    /** Ends it. @throws IllegalStateException if something was refused */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!complaints.isEmpty()) {
            throw new IllegalStateException("%s refuses: %s".formatted(station, complaints));
        }
    }
}
