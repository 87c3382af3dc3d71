package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseChecksIT {
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

    private static Needs station(String... tables) {
        return new Needs("test", List.of(tables), "code", Role.STATION);
    }

    private static Needs center(String... tables) {
        return new Needs("test", List.of(tables), "code", Role.CENTER);
    }

    private static List<Finding> problems(String account, Needs needs) throws SQLException {
        return Finding.problems(server.essential(account, needs));
    }

    private static Finding onlyProblem(String account, Needs needs) throws SQLException {
        List<Finding> problems = problems(account, needs);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    /** The fix, run as it stands, must be all that it takes. */
    private static void assertFixed(Finding problem, String account, Needs needs) throws SQLException {
        server.apply(problem);
        assertThat(problems(account, needs)).isEmpty();
    }

    @Test
    void aServerThatIsSetUpRightHasNoProblem() throws SQLException {
        List<Finding> findings = server.essential("sync", station("kafka_test"));

        assertThat(findings).extracting(Finding::level).containsOnly(Finding.Level.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .contains("server", "log_bin", "binlog_format", "binlog filters", "authentication", "grants on *.*")
                .contains("grants on test.kafka_test", "table test.kafka_test");
    }

    @Test
    void doctorSeesTheWholeFromTheAttemptToConnectOn() throws SQLException {
        String url = mariaDb.jdbcUrl("test");
        Needs needs = station("kafka_test");

        assertThat(DatabaseChecks.all(url, "sync", SetupServer.PASSWORD, needs))
                .extracting(Finding::subject)
                .startsWith("database", "server", "log_bin")
                .contains("sync_binlog");
        assertThat(DatabaseChecks.all(url, "sync", "a-typo", needs))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("refuses user 'sync'"));
    }

    /** Its binlog has the names in lower case: with others every change would be taken for another table's. */
    @ParameterizedTest
    @EnumSource
    void onAServerThatKeepsNamesInLowerCaseOtherNamesAreRefused(Role role) throws SQLException {
        try (MariaDbServer lower = Servers.mariaDb(Map.of("lower_case_table_names", "1"))) {
            SetupServer lowerCase = new SetupServer(lower);
            lowerCase.setUpRight();
            lowerCase.execute("GRANT CREATE, ALTER ON test.* TO 'sync'@'%'");

            assertThat(Finding.problems(
                            lowerCase.essential("sync", new Needs("Test", List.of("Kafka_Test"), "code", role))))
                    .extracting(Finding::sentence)
                    .containsExactly(
                            "spring.datasource.url: names the database Test (expected: test; this server keeps names in lower case: lower_case_table_names is 1)",
                            "sync.tables: names the table Kafka_Test (expected: kafka_test; this server keeps names in lower case: lower_case_table_names is 1)");
            assertThat(Finding.problems(
                            lowerCase.essential("sync", new Needs("test", List.of("kafka_test"), "code", role))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCodeColumnOfAnotherSpellingIsRefused(Role role) throws SQLException {
        server.execute("GRANT CREATE, ALTER ON test.* TO 'sync'@'%'");

        Finding problem = onlyProblem("sync", new Needs("test", List.of("kafka_test"), "CODE", role));

        assertThat(problem.sentence())
                .isEqualTo("table test.kafka_test: sync.code-column is CODE (expected: code, as this table spells it)");
        assertThat(problem.fix()).startsWith("Write code in sync.code-column (SYNC_CODE_COLUMN)");
    }

    @Test
    void whatWasReadOfTheAccountNeverShowsItsPasswordOrItsHash() throws SQLException {
        server.createAccount("bare");

        List<Finding> findings = server.essential("bare", station("kafka_test"));

        assertThat(findings.toString()).doesNotContain(SetupServer.PASSWORD).doesNotContainPattern("\\*[0-9A-F]{40}");
    }

    @ParameterizedTest
    @CsvSource({
        "binlog_format, MIXED, ROW",
        "binlog_format, STATEMENT, ROW",
        "binlog_row_image, MINIMAL, FULL",
        "binlog_row_metadata, NO_LOG, FULL"
    })
    void aWrongBinlogSettingIsNamedAndItsFixSetsItRight(String name, String wrong, String right) throws SQLException {
        server.execute("SET GLOBAL %s=%s".formatted(name, wrong));

        Finding problem = onlyProblem("sync", station("kafka_test"));

        assertThat(problem.subject()).isEqualTo(name);
        assertThat(problem.message()).isEqualTo("%s is %s (expected: %s)".formatted(name, wrong, right));
        assertThat(problem.fix())
                .startsWith("SET GLOBAL %1$s=%2$s;\nand %1$s=%2$s in my.cnf under [mysqld]".formatted(name, right));
        assertFixed(problem, "sync", station("kafka_test"));
    }

    @Test
    void anAccountWithoutGrantsIsToldEachStatementThatItNeeds() throws SQLException {
        server.createAccount("it's@bare");
        Needs needs = station("kafka_test");

        List<Finding> problems = problems("it's@bare", needs);

        assertThat(problems.stream().flatMap(problem -> problem.fix().lines()).filter(line -> line.endsWith(";")))
                .containsExactly(
                        "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'it''s@bare'@'%';",
                        "GRANT ALL PRIVILEGES ON `stationsync`.* TO 'it''s@bare'@'%';",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON `test`.`kafka_test` TO 'it''s@bare'@'%';");
        for (Finding problem : problems) {
            server.apply(problem);
        }
        assertThat(problems("it's@bare", needs)).isEmpty();
    }

    @Test
    void onlyWhatIsMissingIsAskedFor() throws SQLException {
        server.createAccount(
                "some",
                "REPLICATION SLAVE ON *.*",
                "ALL PRIVILEGES ON stationsync.*",
                "SELECT, INSERT ON test.*",
                "UPDATE (text), DELETE ON test.kafka_test");

        List<Finding> problems = problems("some", station("kafka_test"));

        assertThat(problems)
                .extracting(Finding::fix)
                .containsExactly(
                        "GRANT BINLOG MONITOR ON *.* TO 'some'@'%';",
                        "GRANT UPDATE ON `test`.`kafka_test` TO 'some'@'%';");
    }

    @Test
    void superDoesNotIncludeTheRightToSeeTheBinlogsStatus() throws SQLException {
        server.createAccount("power", "SUPER, REPLICATION SLAVE, SELECT, INSERT, UPDATE, DELETE ON *.*");
        server.execute("GRANT ALL PRIVILEGES ON stationsync.* TO 'power'@'%'");

        Finding problem = onlyProblem("power", station("kafka_test"));

        assertThat(problem.fix()).isEqualTo("GRANT BINLOG MONITOR ON *.* TO 'power'@'%';");
    }

    @Test
    void grantsOnSchemasWithWildcardsCountAsTheServerCountsThem() throws SQLException {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS test_db", "CREATE OR REPLACE TABLE test_db.t (id int PRIMARY KEY)");
        server.createAccount(
                "wild",
                "REPLICATION SLAVE, REPLICATION CLIENT ON *.*",
                "ALL PRIVILEGES ON `station%`.*",
                "SELECT, INSERT, UPDATE, DELETE ON `test\\_db`.*");

        assertThat(problems("wild", new Needs("test_db", List.of("t"), "code", Role.STATION)))
                .isEmpty();
        assertThat(onlyProblem("wild", station("kafka_test")).subject()).isEqualTo("grants on test.kafka_test");
    }

    @Test
    void theGrantsOfADefaultRoleCount() throws SQLException {
        server.execute(
                "CREATE OR REPLACE ROLE syncing",
                "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO syncing",
                "GRANT ALL PRIVILEGES ON stationsync.* TO syncing",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON test.* TO syncing");
        server.createAccount("member", "syncing");

        assertThat(problems("member", station("kafka_test"))).hasSize(3).allMatch(problem -> problem.message()
                .contains("its role syncing is granted but not its default role"));

        server.execute("SET DEFAULT ROLE syncing FOR 'member'@'%'");
        assertThat(problems("member", station("kafka_test"))).isEmpty();
    }

    @Test
    void aTableThatIsNotThereIsNamedWithThoseThatAreSimilar() throws SQLException {
        server.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON test.* TO 'sync'@'%'");

        Finding problem = onlyProblem("sync", station("kafka_test", "Kafka_tset"));

        assertThat(problem.subject()).isEqualTo("table test.Kafka_tset");
        assertThat(problem.message()).isEqualTo("does not exist in schema test (similar: kafka_test)");
    }

    @Test
    void aTableThatTheAccountCannotSeeIsReportedOnce() throws SQLException {
        Finding problem = onlyProblem("sync", station("kafka_test", "kafka_tset"));

        assertThat(problem.subject()).isEqualTo("grants on test.kafka_tset");
        assertThat(problem.message()).endsWith(", and sees no such table (similar: kafka_test)");
        assertThat(problem.fix()).contains("GRANT SELECT", "correct the name in sync.tables", "create the table");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(id int NOT NULL, note text); has no primary key",
                "(note text); has no primary key",
                "(id int PRIMARY KEY) ENGINE=MyISAM; its engine is MyISAM",
                "(id int PRIMARY KEY) WITH SYSTEM VERSIONING; is a SYSTEM VERSIONED",
                "(id int PRIMARY KEY, note text CHARACTER SET hp8); column note has the character set hp8"
            })
    void aTableOfTheWrongFormIsNamedAndItsFixSetsItRight(String definition, String message) throws SQLException {
        server.execute(
                "CREATE TABLE test.`odd``one` " + definition,
                "GRANT SELECT, INSERT, UPDATE, DELETE ON test.* TO 'sync'@'%'");

        Finding problem = onlyProblem("sync", station("odd`one"));

        assertThat(problem.subject()).isEqualTo("table test.odd`one");
        assertThat(problem.message()).startsWith(message);
        assertFixed(problem, "sync", station("odd`one"));
    }

    @Test
    void compressedColumnsAndACompressedBinlogAreNoProblem() throws SQLException {
        server.execute(
                "CREATE TABLE test.small (id int PRIMARY KEY, note text COMPRESSED)",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON test.* TO 'sync'@'%'",
                "SET GLOBAL log_bin_compress=ON");

        assertThat(problems("sync", station("small"))).isEmpty();
        server.execute("SET GLOBAL log_bin_compress=OFF");
    }

    @Test
    void aViewCannotBeSynced() throws SQLException {
        server.execute(
                "CREATE VIEW test.latest AS SELECT id FROM test.kafka_test",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON test.* TO 'sync'@'%'");

        assertThat(onlyProblem("sync", station("latest")).message()).isEqualTo("is a VIEW (expected: BASE TABLE)");
    }

    @Test
    void theCenterMustBeAbleToCreateMasterTables() throws SQLException {
        Finding problem = onlyProblem("sync", center("kafka_test"));

        assertThat(problem.fix()).isEqualTo("GRANT CREATE, ALTER ON `test`.* TO 'sync'@'%';");
        assertFixed(problem, "sync", center("kafka_test"));
    }

    @Test
    void aCenterThatTakesWhatStationsAnnounceNeedsItsRightsOnTheWholeSchema() throws SQLException {
        Finding problem = onlyProblem("sync", center());

        assertThat(problem.fix())
                .isEqualTo("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON `test`.* TO 'sync'@'%';");
        assertFixed(problem, "sync", center());
        assertThat(problems("sync", center("announced_later"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(id bigint, code varchar(64), UNIQUE KEY (id, code)); has no primary key",
                "(master_id bigint PRIMARY KEY AUTO_INCREMENT, id bigint); has no column code",
                "(master_id bigint PRIMARY KEY AUTO_INCREMENT, id bigint, code varchar(64)); has no unique key with the column code"
            })
    void aMasterTableThatCannotTellStationsApartIsNamedAndItsFixHelps(String definition, String message)
            throws SQLException {
        server.execute("CREATE TABLE test.master " + definition, "GRANT ALL PRIVILEGES ON test.* TO 'sync'@'%'");

        Finding problem = onlyProblem("sync", center("master"));

        assertThat(problem.message()).startsWith(message);
        server.apply(problem);
        assertThat(problems("sync", center("master"))).doesNotContain(problem);
    }
}
