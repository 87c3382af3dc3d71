package io.stationsync.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Adds one to some rows of {@link #COUNTER} all the time, in a thread of its own, and knows how often that was committed even
 * if the server is killed in the middle of a commit: each update also writes a number that no other has, so reading the row
 * again tells whether it happened. Nobody else may write to its columns of its rows.
 */
final class CountingWriter implements AutoCloseable {
    /** A table of counters; the center makes its master table. */
    static final SyncedTable COUNTER = new SyncedTable("counter", """
            CREATE TABLE counter (
              id bigint NOT NULL AUTO_INCREMENT,
              n bigint NOT NULL COMMENT 'updates so far',
              operation bigint NOT NULL COMMENT 'the number of the last update',
              center_n bigint NOT NULL DEFAULT 0 COMMENT 'updates of the center in a row of which the station writes the others',
              center_operation bigint NOT NULL DEFAULT 0,
              code varchar(100) NOT NULL,
              PRIMARY KEY (id)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
            """, "");

    private static final String UPDATE =
            "UPDATE counter SET %1$sn = %1$sn + 1, %1$soperation = ? WHERE code = ? AND id BETWEEN ? AND ?";
    private static final String READ = "SELECT %soperation FROM counter WHERE code = ? AND id = ?";
    /** Each so many updates, all rows are updated by one statement. */
    private static final int ALL_ROWS = 5;

    private static final Duration PACE = Duration.ofMillis(2);
    private static final Duration RECONNECT = Duration.ofMillis(100);
    private static final Duration MORE = Duration.ofMinutes(2);

    private final Database database;
    private final String code;
    private final int first;
    private final int last;
    private final String prefix;
    private final Thread thread;
    private final Map<Integer, Long> committed = new TreeMap<>();
    private volatile boolean stopped;
    private volatile long updates;
    private volatile @Nullable Throwable failure;
    private @Nullable Connection connection;
    private long operation;

    /** Rows {@code first} to {@code last} of this code must be there. */
    CountingWriter(Database database, String code, int first, int last) {
        this(database, code, first, last, "");
    }

    /** In the columns of the center, so that a writer at the station may have the same rows. */
    static CountingWriter inCenterColumns(Database master, String code, int first, int last) {
        return new CountingWriter(master, code, first, last, "center_");
    }

    private CountingWriter(Database database, String code, int first, int last, String prefix) {
        this.prefix = prefix;
        this.database = database;
        this.code = code;
        this.first = first;
        this.last = last;
        this.thread = new Thread(this::run, "counts-%s-%d".formatted(code, first));
        IntStream.rangeClosed(first, last).forEach(id -> committed.put(id, 0L));
    }

    /** Makes rows of which the counters are 0. */
    static void insertRows(Station station, int first, int last) {
        station.database()
                .execute("INSERT INTO counter (id, n, operation, code) VALUES "
                        + IntStream.rangeClosed(first, last)
                                .mapToObj(id -> "(%d, 0, 0, '%s')".formatted(id, station.code()))
                                .collect(Collectors.joining(", ")));
    }

    CountingWriter start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** How many updates were committed so far, of whatever number of rows. */
    long updates() {
        return updates;
    }

    /** Waits until that many more updates are committed. */
    void awaitMore(int number) {
        long wanted = updates + number;
        Waiting.until("%d more updates at %s".formatted(number, database), MORE, () -> {
            rethrow();
            return updates >= wanted ? Optional.empty() : Optional.of("there were " + updates + " of " + wanted);
        });
    }

    private void run() {
        try {
            while (!stopped) {
                int id = first + (int) (operation % (last - first + 1));
                boolean all = operation % ALL_ROWS == 0;
                count(all ? first : id, all ? last : id);
                Waiting.pause(PACE);
            }
        } catch (RuntimeException | SQLException e) {
            failure = e;
        } finally {
            disconnect();
        }
    }

    private void count(int from, int to) throws SQLException {
        operation++;
        if (update(from, to) || wasCommitted(from)) {
            updates++;
            for (int id = from; id <= to; id++) {
                committed.merge(id, 1L, Long::sum);
            }
        }
    }

    /** False if it failed or nobody knows. */
    private boolean update(int from, int to) throws SQLException {
        int rows;
        try (PreparedStatement update = connection().prepareStatement(UPDATE.formatted(prefix))) {
            update.setLong(1, operation);
            update.setString(2, code);
            update.setInt(3, from);
            update.setInt(4, to);
            rows = update.executeUpdate();
        } catch (SQLException | IllegalStateException e) {
            disconnect();
            return false;
        }
        if (rows != to - from + 1) {
            throw new SQLException("updated %d rows of %s (expected: %d to %d)".formatted(rows, code, from, to));
        }
        return true;
    }

    private boolean wasCommitted(int id) throws SQLException {
        while (true) {
            try (PreparedStatement read = connection().prepareStatement(READ.formatted(prefix))) {
                read.setString(1, code);
                read.setInt(2, id);
                try (ResultSet row = read.executeQuery()) {
                    if (row.next()) {
                        return row.getLong(1) == operation;
                    }
                }
            } catch (SQLException | IllegalStateException e) {
                disconnect();
                Waiting.pause(RECONNECT);
                continue;
            }
            throw new SQLException("row %d of %s is gone".formatted(id, code));
        }
    }

    private Connection connection() {
        if (connection == null) {
            connection = database.connect();
        }
        return connection;
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException alreadyBroken) {
                // The next one is a new one.
            }
            connection = null;
        }
    }

    /** Ends it when the outcome of its last update is known, so the server must run or be started. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a writer ends", e);
        }
        rethrow();
    }

    private void rethrow() {
        Throwable broken = failure;
        if (broken != null) {
            throw new IllegalStateException("The writer at %s broke off".formatted(database), broken);
        }
    }

    /** By row, how often it was updated. To be asked when it has stopped. */
    Map<Integer, Long> committed() {
        return Map.copyOf(committed);
    }

    /** By row, what the counters say there. */
    Map<Integer, Long> counters(Database there) {
        List<Map<String, @Nullable String>> rows =
                there.query("SELECT id, %sn AS n FROM counter WHERE code = '%s' AND id BETWEEN %d AND %d"
                        .formatted(prefix, code, first, last));
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> Integer.valueOf(String.valueOf(row.get("id"))),
                        row -> Long.valueOf(String.valueOf(row.get("n")))));
    }

    @Override
    public void close() {
        stopped = true;
    }
}
