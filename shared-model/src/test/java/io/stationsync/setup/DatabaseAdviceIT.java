package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseAdviceIT {
    private static final Needs STATION = new Needs("test", List.of("kafka_test"), "code", Role.STATION);
    private static final Needs CENTER = new Needs("test", List.of("kafka_test"), "code", Role.CENTER);

    private static MariaDbServer mariaDb;
    private static SetupServer server;

    @BeforeAll
    static void start() {
        mariaDb = Servers.mariaDb();
        server = new SetupServer(mariaDb);
    }

    @AfterAll
    static void stop() {
        mariaDb.close();
    }

    @BeforeEach
    void setUpRight() throws SQLException {
        server.setUpRight();
    }

    private static List<Finding> warnings(Needs needs) throws SQLException {
        List<Finding> findings = server.advice("sync", needs);
        assertThat(Finding.problems(findings)).isEmpty();
        return findings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARNING)
                .toList();
    }

    private static Finding onlyWarning(Needs needs) throws SQLException {
        List<Finding> warnings = warnings(needs);
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }

    private static void assertFixed(Finding warning, Needs needs) throws SQLException {
        server.apply(warning);
        assertThat(warnings(needs)).isEmpty();
    }

    @Test
    void aServerThatIsSetUpWellGetsNoAdvice() throws SQLException {
        assertThat(warnings(STATION)).isEmpty();
        assertThat(warnings(CENTER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sync_binlog, 0",
        "innodb_flush_log_at_trx_commit, 2",
        "binlog_expire_logs_seconds, 0",
        "binlog_expire_logs_seconds, 86400",
        "slave_connections_needed_for_purge, 1",
        "max_allowed_packet, 1048576",
        "read_only, ON"
    })
    void aRiskySettingIsNamedAndItsFixEndsTheWarning(String name, String value) throws SQLException {
        server.execute("SET GLOBAL %s=%s".formatted(name, value));

        Finding warning = onlyWarning(STATION);

        assertThat(warning.subject()).isEqualTo(name);
        assertThat(warning.message()).startsWith("%s is %s".formatted(name, value));
        assertFixed(warning, STATION);
    }

    @Test
    void aReplicaThatDoesNotLogWhatItReceivesIsWarnedAbout() throws SQLException {
        server.execute("SET GLOBAL gtid_slave_pos='4242-1-1'");

        Finding warning = onlyWarning(STATION);

        assertThat(warning.subject()).isEqualTo("log_slave_updates");
        assertThat(warning.fix()).contains("log_slave_updates=ON", "restart");
    }

    @Test
    void aForeignKeyThatCascadesIsNamedAndItsFixKeepsTheKeyWithoutTheCascade() throws SQLException {
        server.execute(
                "CREATE TABLE test.parent (a int, b int, PRIMARY KEY (a, b))",
                "ALTER TABLE test.kafka_test ADD COLUMN pa int, ADD COLUMN pb int, ADD CONSTRAINT to_parent"
                        + " FOREIGN KEY (pa, pb) REFERENCES test.parent (a, b) ON DELETE CASCADE ON UPDATE SET NULL");

        Finding warning = onlyWarning(STATION);

        assertThat(warning.subject()).isEqualTo("table test.kafka_test");
        assertThat(warning.message()).startsWith("foreign key to_parent has ON DELETE CASCADE ON UPDATE SET NULL");
        assertThat(warning.fix())
                .endsWith("ADD CONSTRAINT `to_parent` FOREIGN KEY (`pa`, `pb`) REFERENCES `test`.`parent` (`a`, `b`);");
        assertFixed(warning, STATION);
    }

    @Test
    void aTriggerIsNamedToAnAccountThatMaySeeIt() throws SQLException {
        server.execute(
                "CREATE TRIGGER test.stamp BEFORE INSERT ON test.kafka_test FOR EACH ROW SET NEW.text = 'x'",
                "GRANT TRIGGER ON test.kafka_test TO 'sync'@'%'");

        assertThat(onlyWarning(STATION).message()).startsWith("trigger stamp runs BEFORE INSERT");
        Finding warning = onlyWarning(CENTER);

        assertThat(warning.message()).startsWith("trigger stamp runs BEFORE INSERT");
        assertFixed(warning, CENTER);
    }
}
