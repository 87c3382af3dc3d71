package io.stationsync.setup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Queries of a few rows, and names and accounts as they are written in statements. */
final class Sql {
    private Sql() {}

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Connection connection, String sql, RowReader<T> reader, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(reader.read(rows));
                }
                return result;
            }
        }
    }

    static List<String> strings(Connection connection, String sql, String... parameters) throws SQLException {
        return list(connection, sql, row -> row.getString(1), parameters);
    }

    static String name(String name) {
        return io.stationsync.database.Sql.name(name);
    }

    static String table(String schema, String table) {
        return name(schema) + '.' + name(table);
    }

    /** A schema in a GRANT on all its tables, where {@code _} and {@code %} would be wildcards. */
    static String grantedSchema(String schema) {
        return name(schema.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%"));
    }

    /** What CURRENT_USER() returns, quoted. The last {@code @} separates: a host has none, a user name may. */
    static String account(String currentUser) {
        int at = currentUser.lastIndexOf('@');
        return "'%s'@'%s'"
                .formatted(
                        currentUser.substring(0, at).replace("'", "''"),
                        currentUser.substring(at + 1).replace("'", "''"));
    }
}
