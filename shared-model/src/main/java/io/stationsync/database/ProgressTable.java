package io.stationsync.database;

import io.stationsync.model.GtidPosition;
import io.stationsync.model.Row;
import io.stationsync.model.Seq;
import io.stationsync.model.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The table {@code stationsync.sync_progress}: offsets stored with the rows, and the marker that tells our transactions
 * from everybody else's. Its write is the first statement of every transaction that applies something.
 */
public final class ProgressTable {
    private static final String FIND = """
            SELECT next_offset, epoch, seq, seen
              FROM stationsync.sync_progress
             WHERE topic = ? AND partition_no = ?
            """;

    private static final String ALL = """
            SELECT next_offset, epoch, seq, seen, topic, partition_no
              FROM stationsync.sync_progress
            """;

    private static final String INSERT = """
            INSERT INTO stationsync.sync_progress
                   (next_offset, epoch, seq, seen, batch_rows, topic, partition_no)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ADVANCE = """
            UPDATE stationsync.sync_progress
               SET next_offset = ?, epoch = ?, seq = ?, seen = ?, batch_rows = ?, updated_at = current_timestamp(3)
             WHERE topic = ? AND partition_no = ? AND next_offset = ?
            """;

    private static final String BATCH_ROWS = """
            SELECT batch_rows FROM stationsync.sync_progress WHERE topic = ? AND partition_no = ?
            """;

    /** Another number each time, which also tells one such transaction from another. */
    private static final String AGAIN = """
            UPDATE stationsync.sync_progress
               SET batch_rows = -1 - FLOOR(RAND() * 2000000000), updated_at = current_timestamp(3)
             WHERE topic = ? AND partition_no = ?
            """;

    private static final String SKIP = """
            UPDATE stationsync.sync_progress
               SET next_offset = ?, epoch = ?, seq = ?, batch_rows = 0, updated_at = current_timestamp(3)
             WHERE topic = ? AND partition_no = ? AND next_offset < ?
            """;

    private static final String FORGET = "DELETE FROM stationsync.sync_progress WHERE topic = ?";

    private static final String FORGET_SEEN = "UPDATE stationsync.sync_progress SET seen = -1 WHERE seen <> -1";

    private static final String STARTED = "SELECT started_at IS NOT NULL FROM stationsync.sync_origin";

    private static final String START = """
            UPDATE stationsync.sync_origin SET started_at = current_timestamp(3) WHERE started_at IS NULL
            """;

    private static final String NOW = "SELECT @@global.gtid_binlog_pos";

    /** Another number each time, for the same reason. */
    private static final String STAY = """
            UPDATE stationsync.sync_progress
               SET batch_rows = IF(batch_rows = 1, 2, 1), seen = ?, updated_at = current_timestamp(3)
             WHERE topic = ? AND partition_no = ? AND next_offset = ?
            """;

    private static final String ORIGIN = "SELECT gtid_position FROM stationsync.sync_origin";

    private ProgressTable() {}

    public static Optional<Progress> find(Connection connection, String topic, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, topic);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(progress(row, topic, partition)) : Optional.empty();
            }
        }
    }

    /** Of every partition of which something has been applied. */
    public static List<Progress> all(Connection connection) throws SQLException {
        List<Progress> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                all.add(progress(row, row.getString(5), row.getInt(6)));
            }
        }
        return all;
    }

    private static Progress progress(ResultSet row, String topic, int partition) throws SQLException {
        return new Progress(topic, partition, row.getLong(1), new Seq(row.getLong(2), row.getLong(3)), row.getLong(4));
    }

    /**
     * Moves on within the transaction of the rows. The caller rolls back if this fails.
     *
     * @param expected next offset as this process knows it; empty if nothing of the partition has been applied
     * @param batchRows how many rows the transaction applies
     * @throws ProgressMovedException if the table says otherwise: another process has applied something, or an earlier
     *     commit succeeded without our hearing of it
     */
    public static void advance(Connection connection, OptionalLong expected, Progress to, int batchRows)
            throws SQLException, ProgressMovedException {
        try (PreparedStatement statement = connection.prepareStatement(expected.isPresent() ? ADVANCE : INSERT)) {
            statement.setLong(1, to.nextOffset());
            statement.setLong(2, to.seq().epoch());
            statement.setLong(3, to.seq().number());
            statement.setLong(4, to.seen());
            statement.setInt(5, batchRows);
            statement.setString(6, to.topic());
            statement.setInt(7, to.partition());
            if (expected.isPresent()) {
                statement.setLong(8, expected.getAsLong());
            }
            if (statement.executeUpdate() != 1) {
                throw new ProgressMovedException(to.topic());
            }
        } catch (SQLException e) {
            if (expected.isEmpty() && SqlFailures.isDuplicateKey(e)) {
                throw new ProgressMovedException(to.topic());
            }
            throw e;
        }
    }

    /**
     * Begins a transaction that applies older changes again, and keeps every other transaction of the partition waiting.
     *
     * @return the number of rows that the marker says, negative and another one each time
     * @throws SQLException also if nothing of the partition has ever been applied
     */
    public static int again(Connection connection, String topic, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AGAIN)) {
            statement.setString(1, topic);
            statement.setInt(2, partition);
            if (statement.executeUpdate() != 1) {
                throw new SQLException("stationsync.sync_progress has no row for " + topic);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(BATCH_ROWS)) {
            statement.setString(1, topic);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Passes over records up to that offset, if they have not been applied. */
    public static void skip(Connection connection, String topic, int partition, long nextOffset) throws SQLException {
        if (find(connection, topic, partition).isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                statement.setLong(1, 0);
                statement.setLong(2, Seq.UNKNOWN.epoch());
                statement.setLong(3, Seq.UNKNOWN.number());
                statement.setLong(4, -1);
                statement.setInt(5, 0);
                statement.setString(6, topic);
                statement.setInt(7, partition);
                statement.executeUpdate();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(SKIP)) {
            statement.setLong(1, nextOffset);
            statement.setLong(2, Seq.UNKNOWN.epoch());
            statement.setLong(3, Seq.UNKNOWN.number());
            statement.setString(4, topic);
            statement.setInt(5, partition);
            statement.setLong(6, nextOffset);
            statement.executeUpdate();
        }
    }

    /** The topic is another one now: it is applied from its beginning. */
    public static void forget(Connection connection, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setString(1, topic);
            statement.executeUpdate();
        }
    }

    /** The other ends begin to count anew what they have seen. Not before a position: it reads as a marker. */
    public static void forgetSeen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(FORGET_SEEN);
        }
    }

    /** Whether Kafka has ever held a position of this database's binlog. */
    public static boolean isStarted(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STARTED)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Remembers that Kafka holds a position. */
    public static void start(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(START);
        }
    }

    /**
     * Begins a transaction that applies a part of the record that comes next, which is too much for one.
     *
     * @param at as far as the partition has been applied, and what that record has seen
     * @throws ProgressMovedException as {@link #advance}
     */
    public static void stay(Connection connection, Progress at) throws SQLException, ProgressMovedException {
        try (PreparedStatement statement = connection.prepareStatement(STAY)) {
            statement.setLong(1, at.seen());
            statement.setString(2, at.topic());
            statement.setInt(3, at.partition());
            statement.setLong(4, at.nextOffset());
            if (statement.executeUpdate() != 1) {
                throw new ProgressMovedException(at.topic());
            }
        }
    }

    /** Where capture begins when Kafka holds no position. */
    public static GtidPosition origin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ORIGIN)) {
            if (!row.next()) {
                throw new SQLException("stationsync.sync_origin is empty (expected: the row that its migration wrote)");
            }
            return GtidPosition.parse(row.getString(1));
        }
    }

    /** Where the binlog ends just now. */
    public static GtidPosition now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOW)) {
            row.next();
            return GtidPosition.parse(row.getString(1));
        }
    }

    /** What a marker says, from the image of its row in the binlog. */
    public record Marker(String topic, long nextOffset, long seen, int batchRows) {
        /** Whether the transaction applies changes again that are older than the offset says. */
        public boolean again() {
            return batchRows < 0;
        }

        public static Marker of(Row row) {
            return new Marker(row.get("topic").display(), number(row, "next_offset"), number(row, "seen"), (int)
                    number(row, "batch_rows"));
        }

        private static long number(Row row, String column) {
            if (row.get(column) instanceof Value.Int number) {
                return number.value();
            }
            throw new IllegalArgumentException("sync_progress.%s is no number".formatted(column));
        }
    }
}
