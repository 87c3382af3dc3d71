package io.stationsync.center.quarantine;

import io.stationsync.center.quarantine.SetAside.State;
import io.stationsync.database.SqlFailures;
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
public record QuarantinedRow(String topic, String keyHash) {
    private static final String QUEUE = """
            SELECT id, state, payload FROM stationsync.sync_quarantine
             WHERE topic = ? AND key_hash = ? AND state <> 'unreadable' ORDER BY record_offset FOR UPDATE
            """;

    private static final String DELETE = "DELETE FROM stationsync.sync_quarantine WHERE id = ?";

    private static final String REFUSED = """
            UPDATE stationsync.sync_quarantine
               SET state = 'refused', sql_state = ?, error_code = ?, message = ?, attempts = attempts + 1,
                   last_at = current_timestamp(3)
             WHERE id = ?
            """;

    /** One of them. */
    public record Change(long id, State state, String payload) {}

    /** In the order in which the station made them; locked. */
    public List<Change> queue(Connection connection) throws SQLException {
        List<Change> queue = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUEUE)) {
            statement.setString(1, topic);
            statement.setBytes(2, HexFormat.of().parseHex(keyHash));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    State state = row.getString(2).equals(State.REFUSED.code()) ? State.REFUSED : State.WAITING;
                    queue.add(new Change(row.getLong(1), state, row.getString(3)));
                }
            }
        }
        return queue;
    }

    /** It has been applied, or is not wanted. */
    public static void remove(Connection connection, Change change) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
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
