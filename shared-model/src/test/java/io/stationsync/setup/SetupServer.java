package io.stationsync.setup;

import io.stationsync.servers.MariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A server that is set up right for a station until a test breaks it, and that fixes can be tried on. */
final class SetupServer {
    static final String PASSWORD = "a-secret-word";

    private final MariaDbServer server;

    SetupServer(MariaDbServer server) {
        this.server = server;
    }

    /** One table {@code test.kafka_test} and an account {@code sync} that has what a station needs. */
    void setUpRight() throws SQLException {
        server.execute(
                "SET GLOBAL binlog_format=ROW",
                "SET GLOBAL binlog_row_image=FULL",
                "SET GLOBAL binlog_row_metadata=FULL",
                "SET GLOBAL sync_binlog=1",
                "SET GLOBAL innodb_flush_log_at_trx_commit=1",
                "SET GLOBAL binlog_expire_logs_seconds=1209600",
                "SET GLOBAL slave_connections_needed_for_purge=0",
                "SET GLOBAL max_allowed_packet=16777216",
                "SET GLOBAL gtid_slave_pos=''",
                "DROP DATABASE IF EXISTS test",
                "CREATE DATABASE test",
                """
                CREATE TABLE test.kafka_test (
                  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  text varchar(100),
                  code varchar(64) NOT NULL,
                  UNIQUE KEY (id, code))
                """);
        createAccount(
                "sync",
                "REPLICATION SLAVE, BINLOG MONITOR ON *.*",
                "ALL PRIVILEGES ON stationsync.*",
                "SELECT, INSERT, UPDATE, DELETE ON test.kafka_test");
    }

    void createAccount(String name, String... grants) throws SQLException {
        String account = Sql.account(name + "@%");
        server.execute("CREATE OR REPLACE USER %s IDENTIFIED BY '%s'".formatted(account, PASSWORD));
        for (String grant : grants) {
            server.execute("GRANT %s TO %s".formatted(grant, account));
        }
    }

    void execute(String... statements) throws SQLException {
        server.execute(statements);
    }

    Connection connectAs(String account) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(""), account, PASSWORD);
    }

    List<Finding> essential(String account, DatabaseChecks.Needs needs) throws SQLException {
        try (Connection connection = connectAs(account)) {
            return DatabaseChecks.essential(connection, needs);
        }
    }

    List<Finding> advice(String account, DatabaseChecks.Needs needs) throws SQLException {
        try (Connection connection = connectAs(account)) {
            return DatabaseChecks.advice(connection, needs);
        }
    }

    /** Runs the SQL of the fix as an administrator, as it stands. */
    void apply(Finding finding) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String line :
                    finding.fix().lines().filter(l -> l.endsWith(";")).toList()) {
                statement.execute(line);
            }
        }
    }
}
