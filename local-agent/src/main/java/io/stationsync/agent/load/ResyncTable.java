package io.stationsync.agent.load;

import io.stationsync.wire.LoadMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables {@code stationsync.sync_resync}, which holds requests to load a table again, and {@code sync_load}, whose one
 * row is written after each snapshot.
 */
public final class ResyncTable {
    private static final String INSERT =
            "INSERT INTO stationsync.sync_resync (table_name, reason, mode) VALUES (?, ?, ?)";
    private static final String NEWEST = """
            SELECT table_name, id, reason, mode
              FROM stationsync.sync_resync
             WHERE id IN (SELECT MAX(id) FROM stationsync.sync_resync GROUP BY table_name)
            """;
    private static final String SIGNAL = "UPDATE stationsync.sync_load SET snapshots = snapshots + 1";
    private static final String ESTIMATE = """
            SELECT COALESCE(table_rows, 0)
              FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name = ?
            """;

    private static final String LAST = "SELECT COALESCE(MAX(id), 0) FROM stationsync.sync_resync";

    private ResyncTable() {}

    /** @param id rises with each request */
    record Request(String table, long id, String reason, LoadMode mode) {}

    /** Asks for all rows of a table to be sent again. */
    public static void request(Connection connection, String table, String reason, LoadMode mode) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, table);
            statement.setString(2, reason);
            statement.setString(3, mode.code());
            statement.executeUpdate();
        }
    }

    /** The last request of each table. */
    static List<Request> newest(Connection connection) throws SQLException {
        List<Request> requests = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEWEST)) {
            while (row.next()) {
                requests.add(
                        new Request(row.getString(1), row.getLong(2), row.getString(3), LoadMode.of(row.getString(4))));
            }
        }
        return requests;
    }

    /** Makes a transaction that comes after every snapshot opened before: the capture, which waits for one, goes on. */
    static void signal(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(SIGNAL);
        }
    }

    /** @return the id of the last request for any table; 0 if there was none */
    public static long lastRequest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** About how many rows the table has. */
    static long estimate(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ESTIMATE)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
