package io.stationsync.decision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes the table {@code stationsync.sync_audit}. */
public final class AuditTable {
    private static final String INSERT = """
            INSERT INTO stationsync.sync_audit
                   (user_name, action, subject, station, table_name, row_key, reason, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private AuditTable() {}

    /** In the transaction of what it is about. */
    public static void write(Connection connection, AuditedAction action) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, action.user());
            statement.setString(2, action.action());
            statement.setString(3, action.subject());
            statement.setString(4, action.station());
            statement.setString(5, action.table());
            statement.setString(6, action.key());
            statement.setString(7, action.reason());
            statement.setString(8, action.detail());
            statement.executeUpdate();
        }
    }
}
