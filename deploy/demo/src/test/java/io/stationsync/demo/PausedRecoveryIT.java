package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.like;
import static io.stationsync.demo.Tables.ofStation;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Something that the sync relies on goes while a table is paused: once it is resumed, both sides are equal all the same. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PausedRecoveryIT {
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(SyncedTable.KAFKA_TEST, like("purged"), like("wiped_down"), like("wiped_up"))
            .withCenterProperty("sync.heartbeat-interval", "500ms")
            .withAgentProperty("sync.heartbeat-interval", "500ms"));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static String text(Database database, String table, long id) {
        return database.value("SELECT text FROM %s WHERE id = %d".formatted(table, id));
    }

    private static long rows(Database database, String table, long id) {
        return database.number("SELECT COUNT(*) FROM %s WHERE id = %d".formatted(table, id));
    }

    private static void edit(String statement) {
        master().execute(ofStation(statement, STATION));
    }

    /** Rows 1 to 6, known everywhere; the station notes what is made of them. */
    private static void begin(String table) {
        STATION.database()
                .execute(
                        "CREATE TABLE applied_%s (n int AUTO_INCREMENT PRIMARY KEY, id bigint, text varchar(100))"
                                .formatted(table),
                        "CREATE TRIGGER %1$s_applied AFTER UPDATE ON %1$s FOR EACH ROW INSERT INTO applied_%1$s (id, text) VALUES (NEW.id, NEW.text)"
                                .formatted(table));
        for (long id = 1; id <= 6; id++) {
            STATION.database().execute(insert(table, STATION, id, "first"));
        }
        awaitRoundTrip(FLEET, table, STATION);
    }

    private static String applied(String table, long id) {
        return STATION.database()
                .value("SELECT GROUP_CONCAT(text ORDER BY n) FROM applied_%s WHERE id = %d".formatted(table, id));
    }

    /** @param direction as in the API */
    private static void post(String table, String action, String direction) {
        Answer answer = FLEET.center()
                .post(
                        "/api/stations/ST001/tables/%s/%s".formatted(table, action),
                        "{\"direction\":\"%s\",\"reason\":\"a test\"}".formatted(direction));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }

    /** Waits until the station has obeyed the last command for the table. */
    private static void awaitDone(String table) {
        Waiting.until("the last command is done", PATIENCE, () -> {
            String states = master().value(
                            "SELECT GROUP_CONCAT(state ORDER BY id DESC) FROM stationsync.sync_command WHERE kind IN ('pause', 'resume') AND table_name = '%s'"
                                    .formatted(table));
            return states.startsWith("done") ? Optional.empty() : Optional.of(states);
        });
    }

    private static void awaitPausedUp(String table) {
        Waiting.until(table + " is paused", PATIENCE, () -> {
            Optional<JsonNode> paused = FLEET.center()
                    .api("/api/stations")
                    .valueStream()
                    .flatMap(station -> station.path("tables").valueStream())
                    .filter(one -> one.path("table").asString("").equals(table))
                    .filter(one -> one.path("state").asString("").equals("PAUSED"))
                    .findFirst();
            return paused.isPresent() ? Optional.empty() : Optional.of("It is not");
        });
    }

    @Test
    @Order(1)
    void a_stations_binlog_is_purged_while_a_table_is_paused_in_both_directions() {
        begin("purged");
        post("purged", "pause", "both");
        awaitDone("purged");
        awaitPausedUp("purged");
        edit(update("purged", 1, "text = 'held back'"));
        edit(delete("purged", 2));
        edit(update("purged", 4, "text = 'by the operator'"));
        STATION.database().execute(update("purged", 6, "text = 'sent and held back'"));
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        STATION.agent().stop();
        STATION.database()
                .execute(
                        update("purged", 3, "text = 'by the station'"),
                        update("purged", 4, "text = 'by the station too'"),
                        delete("purged", 5),
                        insert("purged", STATION, 7, "made"),
                        "FLUSH BINARY LOGS");
        String last = STATION.database().query("SHOW BINARY LOGS").stream()
                .map(row -> row.values().iterator().next())
                .reduce("", (one, other) -> other);
        STATION.database().execute("PURGE BINARY LOGS TO '" + last + "'");
        edit(update("purged", 1, "text = 'held back too'"));

        STATION.agent().start();
        STATION.agent().awaitRunning(PATIENCE);
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        assertThat(text(STATION.database(), "purged", 1)).isEqualTo("first");
        assertThat(text(master(), "purged", 3)).isEqualTo("first");
        post("purged", "resume", "both");

        awaitDone("purged");
        awaitRoundTrip(FLEET, "purged", STATION);
        awaitEqual(STATION, "purged");
        assertThat(applied("purged", 1)).isEqualTo("held back,held back too");
        assertThat(rows(master(), "purged", 2)).isZero();
        assertThat(text(master(), "purged", 3)).isEqualTo("by the station");
        assertThat(text(master(), "purged", 4)).isEqualTo("by the operator");
        assertThat(rows(master(), "purged", 5)).isZero();
        assertThat(text(master(), "purged", 6)).isEqualTo("sent and held back");
        assertThat(text(master(), "purged", 7)).isEqualTo("made");
        assertThat(
                        master().number(
                                        "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'purged' AND outcome = 'control-kept' AND station_row LIKE '%by the station too%'"))
                .isOne();
    }

    @Test
    @Order(2)
    void kafka_is_made_anew_while_tables_are_paused() throws Exception {
        begin("wiped_down");
        begin("wiped_up");
        post("wiped_down", "pause", "down");
        post("wiped_up", "pause", "up");
        awaitDone("wiped_down");
        awaitPausedUp("wiped_up");
        edit(update("wiped_down", 1, "text = 'held back'"));
        edit(delete("wiped_down", 2));
        STATION.database().execute(update("wiped_down", 3, "text = 'by the station'"));
        edit(update("wiped_up", 1, "text = 'by the operator'"));
        STATION.database().execute(update("wiped_up", 3, "text = 'sent and held back'"), delete("wiped_up", 4));
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        await(master(), "SELECT text FROM wiped_down WHERE id = 3", "by the station");
        await(STATION.database(), "SELECT text FROM wiped_up WHERE id = 1", "by the operator");
        FLEET.services().forEach(ServiceProcess::stop);
        STATION.database().execute(insert("wiped_up", STATION, 7, "made meanwhile"));
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()))) {
            admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(topic -> topic.startsWith("sync."))
                            .collect(Collectors.toSet()))
                    .all()
                    .get();
        }

        STATION.agent().start();
        FLEET.center().service().start();
        FLEET.services().forEach(service -> service.awaitHealthy(PATIENCE));
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        edit(update("wiped_down", 5, "text = 'held back on the new topic'"));
        edit(update("wiped_up", 5, "text = 'flows'"));
        // So many that the new topic is longer than what the center has applied of the old one.
        for (int i = 1; i <= 60; i++) {
            STATION.database().execute(update("wiped_up", 6, "text = 'v" + i + "'"));
        }
        await(STATION.database(), "SELECT text FROM wiped_up WHERE id = 5", "flows");
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        assertThat(text(STATION.database(), "wiped_down", 1)).isEqualTo("first");
        assertThat(text(STATION.database(), "wiped_down", 5)).isEqualTo("first");
        assertThat(text(master(), "wiped_up", 6)).isEqualTo("first");
        post("wiped_down", "resume", "down");
        post("wiped_up", "resume", "up");

        awaitDone("wiped_down");
        await(STATION.database(), "SELECT text FROM wiped_down WHERE id = 1", "held back");
        await(master(), "SELECT text FROM wiped_up WHERE id = 6", "v60");
        for (String table : new String[] {"wiped_down", "wiped_up"}) {
            awaitRoundTrip(FLEET, table, STATION);
            awaitEqual(STATION, table);
        }
        assertThat(text(master(), "wiped_down", 3)).isEqualTo("by the station");
        assertThat(text(master(), "wiped_down", 5)).isEqualTo("held back on the new topic");
        // Its delete was lost with Kafka: nobody can tell that from a row that never came, so an operator is told.
        assertThat(
                        master().number(
                                        "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'wiped_down' AND outcome = 'row-restored'"))
                .isOne();
        assertThat(text(master(), "wiped_up", 1)).isEqualTo("by the operator");
        assertThat(text(master(), "wiped_up", 3)).isEqualTo("sent and held back");
        assertThat(rows(master(), "wiped_up", 4)).isZero();
        assertThat(text(master(), "wiped_up", 7)).isEqualTo("made meanwhile");
    }
}
