package io.stationsync.benchmark;

import io.stationsync.servers.MariaDbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The MariaDB that both rivals write to, each in a schema of its own. */
final class Replica {
    private final MariaDbServer server;

    Replica(MariaDbServer server) {
        this.server = server;
    }

    MariaDbServer server() {
        return server;
    }

    /** Makes a schema with the table of the station. */
    void prepare(String schema, String table) {
        execute("CREATE DATABASE " + schema, "USE " + schema, table);
    }

    void execute(String... statements) {
        try {
            server.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException("%s refuses a statement of the benchmark".formatted(server), e);
        }
    }

    /** Of its replication: whether its threads run, and their last errors. */
    String status() {
        return ofReplication(row -> "IO %s %s, SQL %s %s"
                .formatted(
                        row.getString("Slave_IO_Running"),
                        row.getString("Last_IO_Error"),
                        row.getString("Slave_SQL_Running"),
                        row.getString("Last_SQL_Error")));
    }

    /** The GTID up to which it has the master's binlog, applied or not. */
    String readPosition() {
        return ofReplication(row -> row.getString("Gtid_IO_Pos"));
    }

    @FunctionalInterface
    private interface Status {
        String of(ResultSet row) throws SQLException;
    }

    private String ofReplication(Status status) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SLAVE STATUS")) {
            return row.next() ? status.of(row) : "no replica";
        } catch (SQLException e) {
            throw new IllegalStateException("%s does not tell how it is".formatted(server), e);
        }
    }

    Connection connect(String schema) {
        try {
            return server.connect(schema);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot connect to " + server, e);
        }
    }
}
