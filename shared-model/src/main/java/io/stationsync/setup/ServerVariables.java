package io.stationsync.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The server's global variables. Not this session's: the application's sessions take the global values when they start.
 */
final class ServerVariables {
    private static final String GLOBAL_VARIABLES = "SHOW GLOBAL VARIABLES";

    private final Map<String, String> values;

    private ServerVariables(Map<String, String> values) {
        this.values = values;
    }

    static ServerVariables read(Connection connection) throws SQLException {
        Map<String, String> values = new HashMap<>();
        Sql.list(
                connection,
                GLOBAL_VARIABLES,
                row -> values.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2)));
        return new ServerVariables(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value, empty if this server has no such variable. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    boolean is(String name, String value) {
        return text(name).equalsIgnoreCase(value);
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }

    /** True where table and schema names differ by more than upper and lower case (MariaDB: lower_case_table_names). */
    boolean namesHaveCase() {
        return is("lower_case_table_names", "0");
    }
}
