package io.stationsync.demo;

import io.stationsync.servers.MariaDbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB of the fleet with an account for the product, made by the scripts that an operator runs (deploy/sql). SQL given
 * here runs as root in the schema {@value #SCHEMA}, as the site's own application would.
 */
public abstract sealed class Database permits StationDatabase, CenterDatabase {
    /** Where the synchronised tables are. */
    public static final String SCHEMA = "test";

    private static final String COLUMNS = """
            SELECT column_name FROM information_schema.columns
             WHERE table_schema = '%s' AND table_name = '%s' ORDER BY ordinal_position""";
    private static final String PRIMARY_KEY = """
            SELECT column_name FROM information_schema.key_column_usage
             WHERE table_schema = '%s' AND table_name = '%s' AND constraint_name = 'PRIMARY' ORDER BY ordinal_position""";

    private final String name;
    private final MariaDbServer server;

    Database(String name, MariaDbServer server) {
        this.name = name;
        this.server = server;
    }

    /** To kill, stop and start it. */
    public MariaDbServer server() {
        return server;
    }

    /** The product's account. */
    public abstract String user();

    public String password() {
        return "password of " + user();
    }

    /** What the product is given as {@code spring.datasource.url}. */
    public String jdbcUrl() {
        return server.jdbcUrl(SCHEMA);
    }

    /** A new connection as root in the schema; the caller closes it. */
    public Connection connect() {
        try {
            return server.connect(SCHEMA);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot connect to " + this, e);
        }
    }

    final void createSchema() {
        try {
            server.execute("CREATE DATABASE IF NOT EXISTS " + SCHEMA);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare " + this, e);
        }
    }

    /**
     * Makes the product's account; may be called again for further grants.
     *
     * @param script one of deploy/sql, with its placeholders replaced except the host
     */
    final void prepareAccount(String script) {
        // A server in a container sees the address of its network's gateway.
        String host = value("SELECT SUBSTRING_INDEX(USER(), '@', -1)");
        execute(SqlScript.statements(script.replace("'127.0.0.1'", "'" + host + "'"))
                .toArray(String[]::new));
    }

    /** Runs the statements in order on one connection, each in a transaction of its own. */
    public void execute(String... statements) {
        String current = "";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                current = sql;
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("%s refuses: %s".formatted(this, current), e);
        }
    }

    /** Runs the statements in order in one transaction. */
    public void transaction(String... statements) {
        List<String> all = new ArrayList<>(List.of("START TRANSACTION"));
        all.addAll(List.of(statements));
        all.add("COMMIT");
        execute(all.toArray(String[]::new));
    }

    /**
     * The result of a query.
     *
     * @return rows as column label to text; SQL NULL is null; bytes are {@code 0x…}
     */
    public List<Map<String, @Nullable String>> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, @Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("%s refuses: %s".formatted(this, sql), e);
        }
    }

    private static Map<String, @Nullable String> row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(
                    columns.getColumnLabel(i),
                    isBinary(columns.getColumnType(i)) ? hex(result, i) : result.getString(i));
        }
        return row;
    }

    private static boolean isBinary(int type) {
        return switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> true;
            default -> false;
        };
    }

    private static @Nullable String hex(ResultSet result, int column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        return bytes == null ? null : "0x" + HexFormat.of().formatHex(bytes);
    }

    /**
     * The first column of the first row.
     *
     * @throws IllegalStateException if there is no row or the value is NULL
     */
    public String value(String sql) {
        return query(sql).stream()
                .flatMap(row -> row.values().stream().limit(1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("%s has no value for: %s".formatted(this, sql)));
    }

    /** As {@link #value}, for {@code SELECT COUNT(*) …} and the like. */
    public long number(String sql) {
        return Long.parseLong(value(sql));
    }

    /** In the table's order; empty if there is no such table. */
    List<String> columns(String table) {
        return names(COLUMNS.formatted(SCHEMA, table));
    }

    List<String> primaryKey(String table) {
        return names(PRIMARY_KEY.formatted(SCHEMA, table));
    }

    private List<String> names(String sql) {
        return query(sql).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
