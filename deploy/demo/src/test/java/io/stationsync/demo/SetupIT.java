package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Wrong input is refused with a message that a person can use, by the service and by its {@code doctor}. */
class SetupIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Fleet FLEET = Fleet.of("ST001", "ST002");
    private static final String ROWS = "INSERT INTO kafka_test (id, text, code, create_date, modify_date) VALUES "
            + "(1, 'mine', 'ST001', NOW(), NOW()), (2, 'foreign', 'ST999', NOW(), NOW()), "
            + "(3, 'of my other code', 'ST001-B', NOW(), NOW()), (4, 'mine', 'ST001', NOW(), NOW())";

    @BeforeAll
    static void start() {
        FLEET.startServers();
        FLEET.station("ST002").database().execute("CREATE TABLE without_key (id int, code varchar(64)) ENGINE=InnoDB");
        FLEET.station("ST002")
                .database()
                .execute(SqlScript.statements(Repository.text("deploy/sql/station.sql")
                                .replace("@DATABASE@", Database.SCHEMA)
                                .replace("@TABLE@", "without_key")
                                .replace(
                                        "@PASSWORD@",
                                        "'" + FLEET.station("ST002").database().password() + "'"))
                        .toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        FLEET.close();
    }

    private static ServiceProcess agent(String... properties) {
        return FLEET.station("ST002").newAgent(map(properties));
    }

    private static ServiceProcess center(String... properties) {
        return FLEET.center().newService(map(properties));
    }

    private static Map<String, String> map(String... properties) {
        return properties.length == 0 ? Map.of() : Map.of(properties[0], properties[1]);
    }

    @Test
    void the_doctor_finds_nothing_wrong_with_a_correct_set_up() {
        for (ServiceProcess service : List.of(agent(), center())) {
            assertThat(service.run("doctor", PATIENCE)).as(service.log()).isZero();
            assertThat(service.log())
                    .contains("OK", " 0 problems", "The service can run.")
                    .doesNotContain("FAIL", "\tat ");
        }
    }

    @Test
    void a_binlog_of_statements_is_refused() {
        with(FLEET.station("ST002").database(), "binlog_format", "MIXED", () -> {
            assertDoctorFails(agent(), "binlog_format is MIXED (expected: ROW)", "SET GLOBAL binlog_format=ROW;");
        });
    }

    @Test
    void a_binlog_without_the_names_of_columns_is_refused() {
        with(FLEET.station("ST002").database(), "binlog_row_metadata", "NO_LOG", () -> {
            assertDoctorFails(
                    agent(), "binlog_row_metadata is NO_LOG (expected: FULL)", "SET GLOBAL binlog_row_metadata=FULL;");
        });
    }

    @Test
    void a_table_that_does_not_exist_is_refused() {
        assertRefused(
                () -> agent("sync.tables", "kafka_test,kafka_tset"),
                "test.kafka_tset",
                "sees no such table (similar: kafka_test)",
                "correct the name in sync.tables");
    }

    @Test
    void a_table_without_primary_key_is_refused() {
        assertRefused(
                () -> agent("sync.tables", "kafka_test,without_key"),
                "table test.without_key",
                "has no primary key",
                "ALTER TABLE",
                "PRIMARY KEY");
    }

    @Test
    void a_wrong_password_is_refused() {
        assertRefused(
                () -> agent("spring.datasource.password", "not the password"),
                "refuses user 'stationsync_agent' or the password",
                "spring.datasource.password");
    }

    @Test
    void an_unknown_property_is_refused() {
        assertRefused(() -> agent("sync.tabels", "kafka_test"), "sync.tabels");
    }

    @Test
    void a_code_that_is_no_part_of_a_topic_name_is_refused() {
        assertRefused(() -> agent("sync.station", "ST 001"), "sync.station", "ST 001", "A-Z a-z 0-9 _ -");
    }

    @Test
    void an_agent_without_tables_is_refused() {
        assertRefused(() -> agent("sync.tables", ""), "sync.tables", "must name at least one table");
    }

    @Test
    void a_selection_that_does_not_fit_the_table_is_refused() {
        Map<String, String> wrong = Map.of(
                "sync.selection[0].table", "kafka_test",
                "sync.selection[0].exclude", "id",
                "sync.selection[0].rows", "txt != 'x'");

        assertRefused(
                () -> FLEET.station("ST002").newAgent(wrong),
                "sync.selection of kafka_test",
                "exclude names the column id (expected: none of the primary key",
                "rows: names the column txt at character 1 (expected: one of [id, text");
    }

    @Test
    void the_center_refuses_the_same() {
        with(
                FLEET.center().database(),
                "binlog_format",
                "MIXED",
                () -> assertRefused(
                        SetupIT::center, "binlog_format is MIXED (expected: ROW)", "SET GLOBAL binlog_format=ROW;"));
        assertRefused(
                () -> center("spring.datasource.password", "not the password"),
                "refuses user 'stationsync_center' or the password",
                "spring.datasource.password");
        assertRefused(() -> center("sync.auto-craete", "false"), "sync.auto-craete");
    }

    @Test
    void several_mistakes_are_told_at_once() {
        Database database = FLEET.station("ST002").database();
        with(
                database,
                "binlog_format",
                "STATEMENT",
                () -> with(database, "binlog_row_metadata", "MINIMAL", () -> {
                    ServiceProcess agent = agent("sync.tables", "kafka_tset,without_key");
                    agent.start();
                    assertSaysAll(
                            agent,
                            agent.awaitExit(PATIENCE),
                            "binlog_format is STATEMENT",
                            "binlog_row_metadata is MINIMAL",
                            "test.kafka_tset",
                            "table test.without_key");
                }));
    }

    @Test
    void a_service_that_waits_for_its_database_can_be_stopped() {
        for (ServiceProcess service : List.of(
                agent("spring.datasource.url", "jdbc:mariadb://127.0.0.1:1/test"),
                center("spring.datasource.url", "jdbc:mariadb://127.0.0.1:1/test"))) {
            service.start();
            Waiting.until(
                    "it waits",
                    PATIENCE,
                    () -> service.log().contains("waiting for the database")
                            ? Optional.empty()
                            : Optional.of(service.log()));

            service.stop();

            assertThat(service.exitCode()).contains(143);
        }
    }

    @Test
    void a_row_of_another_station_is_set_aside_and_the_others_arrive() {
        Station station = FLEET.station("ST001");
        ServiceProcess agent = station.newAgent(Map.of("sync.codes", "ST001,ST001-B"));
        FLEET.center().service().start();
        agent.start();
        agent.awaitHealthy(PATIENCE);
        FLEET.center().service().awaitHealthy(PATIENCE);

        station.database().execute(ROWS);
        awaitValue(
                FLEET.center().database(),
                "SELECT GROUP_CONCAT(id, code ORDER BY id) FROM kafka_test",
                "1ST001,3ST001-B,4ST001");
        FLEET.center().database().execute("UPDATE kafka_test SET text = 'corrected' WHERE id IN (1, 3)");
        awaitValue(
                station.database(),
                "SELECT GROUP_CONCAT(id ORDER BY id) FROM kafka_test WHERE text = 'corrected'",
                "1,3");

        Map<String, @Nullable String> aside = station.database()
                .query("SELECT table_name, op, message, payload, row_key FROM stationsync.sync_quarantine")
                .get(0);
        assertThat(aside).containsEntry("table_name", "kafka_test").containsEntry("op", "c");
        assertThat(aside.get("message")).contains("ST999", "sync.codes");
        assertThat(aside.get("payload")).contains("foreign");
        assertThat(aside.get("row_key")).contains("2");
        Waiting.until("one change in quarantine", PATIENCE, () -> {
            double metric = agent.metric("sync_quarantined_rows");
            int detail =
                    Components.details(agent, "capture").path("quarantined").asInt(-1);
            return metric == 1 && detail == 1
                    ? Optional.empty()
                    : Optional.of("The metric is %s, the detail %d".formatted(metric, detail));
        });
        assertThat(agent.log()).contains("sync_quarantine").doesNotContain("foreign");
    }

    private static void awaitValue(Database database, String query, String expected) {
        Waiting.until("%s at %s".formatted(expected, database), PATIENCE, () -> {
            @Nullable
            String found = database.query(query).get(0).values().iterator().next();
            return Objects.equals(found, expected) ? Optional.empty() : Optional.of("It is " + found);
        });
    }

    private static void with(Database database, String variable, String value, Runnable test) {
        String before = database.value("SELECT @@GLOBAL." + variable);
        database.execute("SET GLOBAL %s = '%s'".formatted(variable, value));
        try {
            test.run();
        } finally {
            database.execute("SET GLOBAL %s = '%s'".formatted(variable, before));
        }
    }

    /** By the service and by its doctor, which run at the same time. */
    private static void assertRefused(Supplier<ServiceProcess> wrong, String... texts) {
        ServiceProcess service = wrong.get();
        service.start();
        assertDoctorFails(wrong.get(), texts);
        assertSaysAll(service, service.awaitExit(PATIENCE), texts);
    }

    private static void assertDoctorFails(ServiceProcess service, String... texts) {
        int exitCode = service.run("doctor", PATIENCE);
        assertSaysAll(service, exitCode, texts);
        assertThat(exitCode).isEqualTo(1);
    }

    private static void assertSaysAll(ServiceProcess service, int exitCode, String... texts) {
        assertThat(exitCode).as(service.log()).isNotZero();
        assertThat(service.log()).contains(texts).doesNotContain("\tat ", "Exception");
    }
}
