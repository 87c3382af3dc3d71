package io.stationsync.quarantine;

import io.stationsync.database.SqlFailures;
import io.stationsync.model.Op;
import io.stationsync.quarantine.SetAside.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one row that are in quarantine, in the transaction that applies or discards some of them.
 *
 * @param keyHash as stored, in hex
 */
public record QuarantinedRow(String topic, String table, String keyHash) {
    /** Not by offset: a topic that was made anew begins with small ones again. */
    private static final String QUEUE = """
            SELECT id, state, op, record_key, headers FROM stationsync.sync_quarantine
             WHERE topic = ? AND table_name = ? AND key_hash = ? AND state <> 'unreadable'
             ORDER BY id FOR UPDATE
            """;

    private static final String DELETE = "DELETE FROM stationsync.sync_quarantine WHERE id = ?";

    private static final String REFUSED = """
            UPDATE stationsync.sync_quarantine
               SET state = 'refused', sql_state = ?, error_code = ?, message = ?, attempts = attempts + 1,
                   last_at = current_timestamp(3)
             WHERE id = ?
            """;

    private static final String RELEASE = "UPDATE stationsync.sync_quarantine SET state = 'released' WHERE id = ?";

    /**
     * One of them.
     *
     * @param recordKey the key of its record, a JSON object; null for one that was received
     * @param headers see {@link io.stationsync.wire.RecordHeaders#ofChange}; null if it was stored without
     */
    public record Change(
            long id,
            State state,
            Op op,
            @Nullable String recordKey,
            @Nullable String headers) {

        /** @param row with these columns first, in this order */
        static Change read(ResultSet row) throws SQLException {
            return new Change(
                    row.getLong(1),
                    State.of(row.getString(2)),
                    Op.of(row.getString(3)),
                    row.getString(4),
                    row.getString(5));
        }

        /** The envelope, which may be large. */
        public byte[] payload(Connection connection) throws SQLException {
            return StoredContent.read(connection, id);
        }
    }

    /** In the order in which they were made; locked. */
    public List<Change> queue(Connection connection) throws SQLException {
        List<Change> queue = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUEUE)) {
            statement.setString(1, topic);
            statement.setString(2, table);
            statement.setBytes(3, HexFormat.of().parseHex(keyHash));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    queue.add(Change.read(row));
                }
            }
        }
        return queue;
    }

    /** It has been applied, or is not wanted. */
    public static void remove(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }

    /** It is to be sent, and those behind it with it. */
    static void release(Connection connection, Change change) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setLong(1, change.id());
            statement.executeUpdate();
        }
    }

    /** It has been tried and is refused by the database. */
    public static void refused(Connection connection, Change change, SQLException cause) throws SQLException {
        refused(connection, change, cause.getSQLState(), cause.getErrorCode(), SqlFailures.describe(cause));
    }

    /** It has been tried and can't be applied. */
    public static void refused(Connection connection, Change change, String reason) throws SQLException {
        refused(connection, change, null, null, reason);
    }

    private static void refused(
            Connection connection,
            Change change,
            @Nullable String sqlState,
            @Nullable Integer errorCode,
            String message)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFUSED)) {
            statement.setString(1, sqlState);
            statement.setObject(2, errorCode);
            statement.setString(3, QuarantineTable.message(message));
            statement.setLong(4, change.id());
            statement.executeUpdate();
        }
    }
}
