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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
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

/** Something that the sync relies on is gone, and both sides end equal without anybody's SQL. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoveryIT {
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002")
            .withTables(
                    SyncedTable.KAFKA_TEST,
                    like("asked"),
                    like("purged"),
                    like("deleted"),
                    like("wiped"),
                    like("agent_status"),
                    like("center_status"),
                    like("unseen"))
            .withCenterProperty("sync.heartbeat-interval", "500ms")
            .withAgentProperty("sync.heartbeat-interval", "500ms"));
    private static final Station STATION = FLEET.station("ST001");
    private static final Station OTHER = FLEET.station("ST002");

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

    /** Rows 1 to 4 of both stations, known everywhere. */
    private static void begin(String table) {
        for (Station station : List.of(STATION, OTHER)) {
            for (long id = 1; id <= 4; id++) {
                station.database().execute(insert(table, station, id, "first"));
            }
        }
        awaitRoundTrip(FLEET, table, STATION, OTHER);
    }

    /** A row changed, one deleted and one made at the station. */
    private static void change(String table) {
        STATION.database()
                .execute(update(table, 1, "text = 'changed'"), delete(table, 2), insert(table, STATION, 5, "made"));
    }

    private static void assertChanged(String table) {
        awaitEqual(STATION, table);
        awaitEqual(OTHER, table);
        assertThat(text(STATION.database(), table, 1)).isEqualTo("changed");
        assertThat(STATION.database().number("SELECT COUNT(*) FROM %s WHERE id = 2".formatted(table)))
                .isZero();
        assertThat(text(STATION.database(), table, 5)).isEqualTo("made");
    }

    /** Changes the master so that neither its capture nor anybody else knows. */
    private static void behindTheBack(String statement) {
        master().execute("SET sql_log_bin = 0", statement);
    }

    @Test
    @Order(1)
    void rows_that_differ_are_mended_by_a_resync_that_the_center_or_the_station_asks_for() {
        begin("asked");
        behindTheBack(ofStation(update("asked", 1, "text = 'wrong'"), STATION));
        behindTheBack(ofStation(delete("asked", 2), STATION));
        behindTheBack(insert("asked", STATION, 7, "extra"));
        master().execute(ofStation(update("asked", 3, "text = 'by the operator'"), STATION));

        ServiceProcess.Answer answer =
                FLEET.center().post("/api/stations/ST001/tables/asked/resync", "{\"reason\": \"it looks wrong\"}");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        awaitEqual(STATION, "asked");
        assertThat(text(STATION.database(), "asked", 1)).isEqualTo("first");
        await(STATION.database(), "SELECT text FROM asked WHERE id = 3", "by the operator");
        await(master(), "SELECT COUNT(*) FROM asked WHERE text = 'extra'", "0");
        assertThat(master().number("SELECT COUNT(*) FROM stationsync.sync_audit WHERE action = 'resync'"))
                .isOne();
        assertThat(
                        master().number(
                                        "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'asked' AND outcome = 'row-deleted'"))
                .isOne();

        behindTheBack(ofStation(delete("asked", 4), STATION));
        ServiceProcess command = STATION.newAgent(Map.of());
        assertThat(command.run(List.of("resync", "asked", "a", "row", "is", "missing"), PATIENCE))
                .as(command.log())
                .isZero();
        awaitEqual(STATION, "asked");
        awaitEqual(OTHER, "asked");
        assertThat(command.run(List.of("resync", "unknown"), PATIENCE)).isOne();
    }

    @Test
    @Order(2)
    void a_station_whose_binlog_was_purged_sends_its_rows_again() {
        begin("purged");
        STATION.agent().stop();
        change("purged");
        master().execute(ofStation(update("purged", 3, "text = 'by the operator'"), STATION));
        STATION.database().execute("FLUSH BINARY LOGS");
        String last = STATION.database().query("SHOW BINARY LOGS").stream()
                .map(row -> row.values().iterator().next())
                .reduce("", (one, other) -> other);
        STATION.database().execute("PURGE BINARY LOGS TO '" + last + "'");

        STATION.agent().start();

        assertChanged("purged");
        await(STATION.database(), "SELECT text FROM purged WHERE id = 3", "by the operator");
        awaitEqual(STATION, "purged");
    }

    @Test
    @Order(3)
    void records_that_kafka_has_lost_are_sent_again() throws Exception {
        begin("deleted");
        FLEET.center().service().stop();
        change("deleted");
        awaitPublished("deleted");
        deleteTopics(Set.of("sync.up.ST001.deleted"));
        // Makes its topics at the start of a session.
        STATION.agent().stop();
        STATION.agent().start();
        STATION.agent().awaitRunning(PATIENCE);

        FLEET.center().service().start();

        assertChanged("deleted");
    }

    private static void awaitPublished(String table) {
        Waiting.until("all of %s is published".formatted(table), PATIENCE, () -> {
            double waiting = STATION.agent().metric("sync_lag_rows", "direction", "up");
            return waiting == 0 ? Optional.empty() : Optional.of(waiting + " rows wait");
        });
        FLEET.awaitSilence(Duration.ofSeconds(2), PATIENCE);
    }

    private static void deleteTopics(Set<String> names) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()))) {
            admin.deleteTopics(names).all().get();
        }
    }

    @Test
    @Order(4)
    void a_table_whose_rows_changed_unseen_stands_still_until_it_is_sent_again() {
        begin("unseen");
        STATION.database()
                .execute("SET SESSION binlog_format = STATEMENT", update("unseen", 1, "text = 'changed unseen'"));
        Waiting.until("the table stands still", PATIENCE, () -> {
            double running = STATION.agent().metric("sync_table_running", "table", "unseen");
            return running == 0 ? Optional.empty() : Optional.of("sync_table_running is " + running);
        });
        STATION.database().execute(update("unseen", 2, "text = 'waits'"));

        FLEET.center().post("/api/stations/ST001/tables/unseen/resync", "{\"reason\": \"found the session\"}");

        awaitEqual(STATION, "unseen");
        assertThat(STATION.agent().metric("sync_table_running", "table", "unseen"))
                .isEqualTo(1);
        awaitRoundTrip(FLEET, "unseen", STATION);
    }

    @Test
    @Order(5)
    void a_station_whose_status_topic_was_deleted_applies_nothing_twice() throws Exception {
        begin("agent_status");
        master().execute(ofStation(update("agent_status", 1, "text = 'by the operator'"), STATION));
        await(STATION.database(), "SELECT text FROM agent_status WHERE id = 1", "by the operator");
        STATION.database().execute(update("agent_status", 1, "text = 'newer'"));
        awaitRoundTrip(FLEET, "agent_status", STATION, OTHER);
        STATION.agent().stop();
        STATION.database().execute(update("agent_status", 3, "text = 'meanwhile'"), delete("agent_status", 2));
        master().execute(ofStation(update("agent_status", 4, "text = 'by the operator'"), STATION));
        deleteTopics(Set.of("sync.status.ST001"));

        STATION.agent().start();

        await(master(), ofStation("SELECT text FROM agent_status WHERE id = 3", STATION), "meanwhile");
        await(STATION.database(), "SELECT text FROM agent_status WHERE id = 4", "by the operator");
        assertNothingUndone("agent_status");
    }

    /** Row 1 keeps what the station wrote last, and row 2, which it has deleted, stays away. */
    private static void assertNothingUndone(String table) {
        awaitRoundTrip(FLEET, table, STATION, OTHER);
        awaitEqual(STATION, table);
        assertThat(text(STATION.database(), table, 1)).isEqualTo("newer");
        assertThat(STATION.database().number("SELECT COUNT(*) FROM %s WHERE id = 2".formatted(table)))
                .isZero();
    }

    @Test
    @Order(6)
    void edits_that_a_center_whose_status_topic_was_deleted_has_not_sent_reach_the_stations() throws Exception {
        begin("center_status");
        master().execute(ofStation(update("center_status", 1, "text = 'by the operator'"), STATION));
        await(STATION.database(), "SELECT text FROM center_status WHERE id = 1", "by the operator");
        FLEET.center().service().stop();
        master().execute(ofStation(update("center_status", 3, "text = 'not sent'"), STATION));
        STATION.database().execute(update("center_status", 1, "text = 'newer'"), delete("center_status", 2));
        deleteTopics(Set.of("sync.status.center"));

        FLEET.center().service().start();

        await(STATION.database(), "SELECT text FROM center_status WHERE id = 3", "not sent");
        await(master(), ofStation("SELECT text FROM center_status WHERE id = 1", STATION), "newer");
        assertNothingUndone("center_status");
    }

    @Test
    @Order(7)
    void a_new_kafka_is_filled_again() throws Exception {
        begin("wiped");
        FLEET.services().forEach(ServiceProcess::stop);
        change("wiped");
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()))) {
            deleteTopics(admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith("sync."))
                    .collect(Collectors.toSet()));
        }

        STATION.agent().start();
        OTHER.agent().start();
        FLEET.center().service().start();

        assertChanged("wiped");
        awaitRoundTrip(FLEET, "wiped", STATION, OTHER);
        awaitEqual(STATION, "wiped");
    }
}
