package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that a server reads only when it starts. */
class BinlogOffIT {
    private static final Needs NEEDS = new Needs("test", List.of("t"), "code", Role.STATION);

    private static List<Finding> problems(Map<String, String> options) throws SQLException {
        try (MariaDbServer server = Servers.mariaDb(options);
                Connection connection = server.connect()) {
            server.execute("CREATE DATABASE test", "CREATE TABLE test.t (id int PRIMARY KEY)");
            return Finding.problems(DatabaseChecks.essential(connection, NEEDS));
        }
    }

    @Test
    void aServerWithoutBinlogIsToldTheLinesOfItsConfigurationFile() throws SQLException {
        List<Finding> problems = problems(Map.of("skip_log_bin", "1"));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).startsWith("log_bin is OFF (expected: ON");
        assertThat(problems.get(0).fix()).contains("my.cnf", "restart", "log_bin=mariadb-bin", "binlog_format=ROW");
    }

    @Test
    void aFilterThatHidesTheTablesOrTheMarkersIsAProblem() throws SQLException {
        assertThat(problems(Map.of("binlog_do_db", "test")))
                .extracting(Finding::message)
                .containsExactly("binlog_do_db is 'test' and binlog_ignore_db is '' "
                        + "(expected: changes of stationsync are written)");
        assertThat(problems(Map.of("binlog_ignore_db", "test")))
                .extracting(Finding::fix)
                .containsExactly("in my.cnf under [mysqld], then restart MariaDB:\n  no binlog_ignore_db=test");
        assertThat(problems(Map.of("binlog_ignore_db", "other"))).isEmpty();
    }
}
