package io.stationsync.agent.pause;

import io.stationsync.database.DatabaseAddress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Seq;
import io.stationsync.model.TableId;
import io.stationsync.model.Value;
import io.stationsync.wire.Seen;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code stationsync.sync_pause}: a row for each table that is held back, with the offset up to which it has been
 * applied. Written in the transactions that apply messages, so that the binlog tells exactly what had been applied when.
 */
public final class PauseTable {
    public static final TableId ID = new TableId(DatabaseAddress.OWN_SCHEMA, "sync_pause");

    private static final String ALL = """
            SELECT table_name, paused, next_offset, epoch, seq, reason, UNIX_TIMESTAMP(since)
              FROM stationsync.sync_pause
             ORDER BY table_name
            """;

    private static final String PAUSE = """
            INSERT INTO stationsync.sync_pause (table_name, paused, next_offset, epoch, seq, reason)
            VALUES (?, 1, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE since = IF(paused = 1, since, current_timestamp(3)),
                                    reason = IF(paused = 1, reason, VALUES(reason)),
                                    paused = 1
            """;

    private static final String RESUME = "UPDATE stationsync.sync_pause SET paused = 0 WHERE table_name = ?";

    private static final String ADVANCE = """
            UPDATE stationsync.sync_pause SET next_offset = ?, epoch = ?, seq = ? WHERE table_name = ? AND next_offset = ?
            """;

    private static final String REMOVE = """
            DELETE FROM stationsync.sync_pause WHERE table_name = ? AND next_offset = ? AND paused = 0
            """;

    private static final String START_OVER = "UPDATE stationsync.sync_pause SET next_offset = 0, epoch = 0, seq = 0";

    private static final String SKIP = """
            UPDATE stationsync.sync_pause SET next_offset = ? WHERE next_offset < ?
            """;

    private PauseTable() {}

    public static Pauses all(Connection connection) throws SQLException {
        List<HeldBack> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                all.add(new HeldBack(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getLong(3),
                        new Seq(row.getLong(4), row.getLong(5)),
                        row.getString(6),
                        Instant.ofEpochMilli(
                                row.getBigDecimal(7).movePointRight(3).longValue())));
            }
        }
        return new Pauses(all);
    }

    /**
     * Applies no more messages of the table.
     *
     * @param nextOffset up to which it has been applied, which counts only if it is not held back yet
     */
    public static void pause(Connection connection, String table, long nextOffset, Seq last, String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAUSE)) {
            statement.setString(1, table);
            statement.setLong(2, nextOffset);
            statement.setLong(3, last.epoch());
            statement.setLong(4, last.number());
            statement.setString(5, reason);
            statement.executeUpdate();
        }
    }

    /** Has the table catch up. */
    public static void resume(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESUME)) {
            statement.setString(1, table);
            statement.executeUpdate();
        }
    }

    /** The table has been applied further, within the transaction of the rows. */
    public static void advance(Connection connection, HeldBack from, HeldBack to)
            throws SQLException, ProgressMovedException {
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setLong(1, to.nextOffset());
            statement.setLong(2, to.last().epoch());
            statement.setLong(3, to.last().number());
            statement.setString(4, from.table());
            statement.setLong(5, from.nextOffset());
            if (statement.executeUpdate() != 1) {
                throw new ProgressMovedException("stationsync.sync_pause of " + from.table());
            }
        }
    }

    /** The table has caught up with the topic, within the transaction of the rows. */
    public static void remove(Connection connection, HeldBack from) throws SQLException, ProgressMovedException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setString(1, from.table());
            statement.setLong(2, from.nextOffset());
            if (statement.executeUpdate() != 1) {
                throw new ProgressMovedException("stationsync.sync_pause of " + from.table());
            }
        }
    }

    /** The topic is another one now: what is held back begins with its first message. */
    public static void startOver(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(START_OVER);
        }
    }

    /** Nothing before that offset is applied any more. */
    public static void skip(Connection connection, long nextOffset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SKIP)) {
            statement.setLong(1, nextOffset);
            statement.setLong(2, nextOffset);
            statement.executeUpdate();
        }
    }

    /** What has been applied, as the database has it. @param last of the topic as a whole */
    public static Seen seen(Connection connection, long last) throws SQLException {
        Seen seen = Seen.NOTHING.upTo(last);
        for (HeldBack one : all(connection).heldBack()) {
            seen = seen.heldBackAt(one.table(), one.nextOffset() - 1);
        }
        return seen;
    }

    /** What has been applied after a change of this table, from the binlog. */
    public static Seen seen(Seen before, RowChange change) {
        Row row = change.image();
        String table = row.get("table_name").display();
        if (change.op() == Op.DELETE) {
            return before.caughtUp(table);
        }
        if (row.get("next_offset") instanceof Value.Int offset) {
            return before.heldBackAt(table, offset.value() - 1);
        }
        throw new IllegalArgumentException("sync_pause.next_offset is no number");
    }
}
