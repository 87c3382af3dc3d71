package io.stationsync.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of some schemas at one time. Put back, they leave no trace in the binlog, and its position stays where it is: the
 * database looks like one whose files went back to a backup, and to which as much was written since as had been lost.
 */
public final class Backup {
    private static final String SCHEMA = "backup_of_all";
    private static final String UNLOGGED = "SET SESSION sql_log_bin = 0";

    private final MariaDbServer server;

    /** Table to where its rows are kept. */
    private final Map<String, String> copies = new LinkedHashMap<>();

    private Backup(MariaDbServer server) {
        this.server = server;
    }

    /** One at a time for a server. */
    public static Backup of(MariaDbServer server, List<String> schemas) throws SQLException {
        Backup backup = new Backup(server);
        List<String> statements =
                new ArrayList<>(List.of(UNLOGGED, "DROP DATABASE IF EXISTS " + SCHEMA, "CREATE DATABASE " + SCHEMA));
        for (String table : tables(server, schemas)) {
            String copy = "%s.t%d".formatted(SCHEMA, backup.copies.size());
            backup.copies.put(table, copy);
            statements.add("CREATE TABLE %s AS SELECT * FROM %s".formatted(copy, table));
        }
        server.execute(statements.toArray(String[]::new));
        return backup;
    }

    private static List<String> tables(MariaDbServer server, List<String> schemas) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT CONCAT('`', table_schema, '`.`', table_name, '`')
                          FROM information_schema.tables
                         WHERE table_type = 'BASE TABLE' AND table_schema IN ('%s')""".formatted(String.join("', '", schemas)))) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    /** Puts the rows back; what was made since is gone. */
    public void restore() throws SQLException {
        List<String> statements = new ArrayList<>(List.of(UNLOGGED, "SET SESSION foreign_key_checks = 0"));
        copies.forEach((table, copy) -> {
            statements.add("DELETE FROM " + table);
            statements.add("INSERT INTO %s SELECT * FROM %s".formatted(table, copy));
        });
        server.execute(statements.toArray(String[]::new));
    }
}
