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

import io.stationsync.demo.Traffic.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Every change travels once, to the one who does not have it, and as little of it as there is. */
class NoEchoIT {
    private static final String TABLE = "kafka_test";

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002")
            .withTables(SyncedTable.KAFKA_TEST, like("center_keeps"), like("station_keeps"), like("both_keep"))
            .withCenterProperty("sync.tables.center_keeps.deletes-from-station", "ignore")
            .withCenterProperty("sync.tables.station_keeps.deletes-from-center", "ignore")
            .withCenterProperty("sync.tables.both_keep.deletes", "ignore")
            .withCenterProperty("sync.heartbeat-interval", "500ms")
            .withAgentProperty("sync.heartbeat-interval", "500ms"));
    private static final Station FIRST = FLEET.station("ST001");
    private static final Station SECOND = FLEET.station("ST002");
    private static final Traffic TRAFFIC = new Traffic(FLEET);

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

    /** The same ids at both stations, arrived at the center. */
    private static void atBothStations(String table, long... ids) {
        for (Station station : List.of(FIRST, SECOND)) {
            for (long id : ids) {
                station.database().execute(insert(table, station, id, "from " + station));
            }
        }
        awaitRoundTrip(FLEET, table, FIRST, SECOND);
    }

    /**
     * What has travelled since, after everything that could follow from it has had its turn: a first way up and down lets
     * all messages arrive, a second one lets what they would cause arrive.
     */
    private static List<String> travelled(String table, Map<String, Long> since) {
        for (int i = 0; i < 2; i++) {
            awaitRoundTrip(FLEET, table, FIRST, SECOND);
        }
        return TRAFFIC.since(since).stream()
                .filter(message -> !Tables.isWitness(message))
                .map(Message::summary)
                .toList();
    }

    private static List<Map<String, String>> masterRows(long id) {
        List<Map<String, String>> rows = new ArrayList<>();
        master().query("SELECT * FROM kafka_test WHERE id = %d ORDER BY code".formatted(id))
                .forEach(row -> {
                    Map<String, String> copy = new java.util.TreeMap<>();
                    row.forEach((column, value) -> copy.put(column, String.valueOf(value)));
                    rows.add(copy);
                });
        return rows;
    }

    @Test
    void an_edit_at_the_center_reaches_its_station_only_and_nothing_comes_back() {
        atBothStations(TABLE, 1);
        List<Map<String, String>> before = masterRows(1);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute(ofStation(update(TABLE, 1, "text = 'edited'"), FIRST));

        await(FIRST.database(), "SELECT text FROM kafka_test WHERE id = 1", "edited");
        assertThat(travelled(TABLE, ends)).containsExactly("sync.down.ST001 u 1");
        assertThat(SECOND.database().value("SELECT text FROM kafka_test WHERE id = 1"))
                .isEqualTo("from ST002");
        before.get(0).put("text", "edited");
        assertThat(masterRows(1)).isEqualTo(before);
        awaitEqual(FIRST, TABLE);
        awaitEqual(SECOND, TABLE);
    }

    @Test
    void an_edit_at_the_center_changes_only_the_edited_columns_at_the_station() {
        atBothStations(TABLE, 2);
        Map<String, Long> ends = TRAFFIC.ends();
        FIRST.link().cut();
        try {
            // The center's picture of this row has the old date when it makes its message.
            FIRST.database().execute(update(TABLE, 2, "modify_date = '2026-11-21 12:00:00'"));
            master().execute(ofStation(update(TABLE, 2, "text = 'edited'"), FIRST));
            Waiting.until(
                    "the edit is sent",
                    PATIENCE,
                    () -> ends.equals(TRAFFIC.ends()) ? Optional.of("nothing has travelled") : Optional.empty());
        } finally {
            FIRST.link().restore();
        }

        awaitRoundTrip(FLEET, TABLE, FIRST);

        assertThat(FIRST.database().query("SELECT text, create_date, modify_date FROM kafka_test WHERE id = 2"))
                .map(Object::toString)
                .containsExactly("{text=edited, create_date=2026-11-21 08:00:00, modify_date=2026-11-21 12:00:00}");
        assertThat(FIRST.difference(TABLE)).isEmpty();
        Message edit = TRAFFIC.since(ends).stream()
                .filter(message -> message.id() == 2 && message.topic().contains(".down."))
                .findFirst()
                .orElseThrow();
        assertThat(edit.headers()).containsEntry("columns", "[\"text\"]");
        assertThat(edit.after("modify_date")).isEqualTo("2026-11-21 08:00:00");
    }

    @Test
    void a_change_at_a_station_reaches_the_center_and_nothing_comes_back() {
        atBothStations(TABLE, 3);
        List<Map<String, String>> before = masterRows(3);
        Map<String, Long> ends = TRAFFIC.ends();

        SECOND.database().execute(update(TABLE, 3, "text = 'changed at the station'"));

        assertThat(travelled(TABLE, ends)).containsExactly("sync.up.ST002.kafka_test u 3");
        before.get(1).put("text", "changed at the station");
        assertThat(masterRows(3)).isEqualTo(before);
        assertThat(FIRST.database().value("SELECT text FROM kafka_test WHERE id = 3"))
                .isEqualTo("from ST001");
    }

    @Test
    void the_topics_with_row_changes_stand_still_while_heartbeats_pass() {
        atBothStations(TABLE, 4);
        SECOND.database().execute(update(TABLE, 4, "text = 'changed at the station'"));
        master().execute(ofStation(update(TABLE, 4, "text = 'edited'"), FIRST));
        travelled(TABLE, TRAFFIC.ends());
        List<Map<String, String>> before = masterRows(4);
        Map<String, Long> ends = TRAFFIC.ends();

        List.of("sync.status.ST001", "sync.status.ST002", "sync.status.center").forEach(topic -> awaitGrowth(topic, 8));

        assertThat(TRAFFIC.ends()).isEqualTo(ends);
        assertThat(masterRows(4)).isEqualTo(before);
    }

    private static void awaitGrowth(String topic, int records) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()))) {
            ToLongFunction<TopicPartition> end = asked -> {
                try {
                    return admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                            .partitionResult(asked)
                            .get()
                            .offset();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            };
            long wanted = end.applyAsLong(partition) + records;
            Waiting.until("%s ends at %d".formatted(topic, wanted), PATIENCE, () -> {
                long now = end.applyAsLong(partition);
                return now >= wanted ? Optional.empty() : Optional.of("It ends at " + now);
            });
        }
    }

    @Test
    void an_update_that_changes_no_value_makes_no_record() {
        atBothStations(TABLE, 5);
        Map<String, Long> ends = TRAFFIC.ends();

        FIRST.database()
                .execute(
                        update(TABLE, 5, "text = 'from ST001', code = 'ST001'"),
                        "UPDATE kafka_test SET id = id WHERE id = 5");
        master().execute(
                        ofStation(update(TABLE, 5, "text = 'from ST001', create_date = create_date"), FIRST),
                        "UPDATE kafka_test SET master_id = master_id WHERE id = 5");

        assertThat(travelled(TABLE, ends)).isEmpty();
    }

    @Test
    void a_new_surrogate_key_at_the_center_makes_no_record() {
        atBothStations(TABLE, 6);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute("UPDATE kafka_test SET master_id = master_id + 700000 WHERE id = 6");

        assertThat(travelled(TABLE, ends)).isEmpty();
    }

    @Test
    void an_edit_of_rows_of_both_stations_is_split_by_code() {
        atBothStations(TABLE, 10, 11, 12);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute("UPDATE kafka_test SET text = CONCAT(code, ' at once') WHERE id IN (10, 11, 12)");

        assertThat(travelled(TABLE, ends))
                .containsExactlyInAnyOrder(
                        "sync.down.ST001 u 10",
                        "sync.down.ST001 u 11",
                        "sync.down.ST001 u 12",
                        "sync.down.ST002 u 10",
                        "sync.down.ST002 u 11",
                        "sync.down.ST002 u 12");
        assertThat(SECOND.database().value("SELECT text FROM kafka_test WHERE id = 12"))
                .isEqualTo("ST002 at once");
        assertThat(FIRST.difference(TABLE)).isEmpty();
        assertThat(SECOND.difference(TABLE)).isEmpty();
    }

    @Test
    void a_delete_at_the_center_reaches_its_station_only() {
        atBothStations(TABLE, 13);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute(ofStation(delete(TABLE, 13), SECOND));

        assertThat(travelled(TABLE, ends)).containsExactly("sync.down.ST002 d 13");
        assertThat(SECOND.database().number("SELECT COUNT(*) FROM kafka_test WHERE id = 13"))
                .isZero();
        assertThat(FIRST.database().number("SELECT COUNT(*) FROM kafka_test WHERE id = 13"))
                .isOne();
    }

    @Test
    void a_delete_at_a_station_reaches_the_center_only() {
        atBothStations(TABLE, 14);
        Map<String, Long> ends = TRAFFIC.ends();

        FIRST.database().execute(delete(TABLE, 14));

        assertThat(travelled(TABLE, ends)).containsExactly("sync.up.ST001.kafka_test d 14");
        assertThat(master().value("SELECT GROUP_CONCAT(code) FROM kafka_test WHERE id = 14"))
                .isEqualTo("ST002");
    }

    @Test
    void a_row_inserted_at_the_center_does_not_travel_but_is_counted_and_logged() {
        ServiceProcess center = FLEET.center().service();
        double counted = center.metric("sync_inserts_not_sent_rows_total", "table", TABLE);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute(
                        insert(TABLE, FIRST, 20, "made at the center"),
                        insert(TABLE, SECOND, 21, "made at the center"));

        assertThat(travelled(TABLE, ends)).isEmpty();
        assertThat(FIRST.database().number("SELECT COUNT(*) FROM kafka_test WHERE id IN (20, 21)"))
                .isZero();
        assertThat(center.metric("sync_inserts_not_sent_rows_total", "table", TABLE))
                .isEqualTo(counted + 2);
        assertThat(center.log()).contains("id=20,code=ST001").contains("id=21,code=ST002");
        master().execute("DELETE FROM kafka_test WHERE id IN (20, 21)");
    }

    @Test
    void a_delete_at_a_station_stays_there_if_the_table_says_so() {
        atBothStations("center_keeps", 1, 2);

        FIRST.database().execute(delete("center_keeps", 1));
        master().execute(ofStation(delete("center_keeps", 2), SECOND));
        travelled("center_keeps", TRAFFIC.ends());

        assertThat(master().number("SELECT COUNT(*) FROM center_keeps WHERE id = 1"))
                .isEqualTo(2);
        assertThat(SECOND.database().number("SELECT COUNT(*) FROM center_keeps WHERE id = 2"))
                .isZero();
    }

    @Test
    void a_delete_at_the_center_stays_there_if_the_table_says_so() {
        atBothStations("station_keeps", 1, 2);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute(ofStation(delete("station_keeps", 1), SECOND));
        FIRST.database().execute(delete("station_keeps", 2));

        assertThat(travelled("station_keeps", ends)).containsExactly("sync.up.ST001.station_keeps d 2");
        assertThat(SECOND.database().number("SELECT COUNT(*) FROM station_keeps WHERE id = 1"))
                .isOne();
        assertThat(master().number("SELECT COUNT(*) FROM station_keeps WHERE id = 2 AND code = 'ST001'"))
                .isZero();
    }

    @Test
    void no_delete_travels_if_the_table_says_so() {
        atBothStations("both_keep", 1, 2);

        master().execute(ofStation(delete("both_keep", 1), SECOND));
        FIRST.database().execute(delete("both_keep", 2));
        travelled("both_keep", TRAFFIC.ends());

        assertThat(SECOND.database().number("SELECT COUNT(*) FROM both_keep WHERE id = 1"))
                .isOne();
        assertThat(master().number("SELECT COUNT(*) FROM both_keep WHERE id = 2 AND code = 'ST001'"))
                .isOne();
    }

    @Test
    void a_record_has_the_form_that_the_design_promises() {
        Map<String, Long> ends = TRAFFIC.ends();
        FIRST.database().execute(insert(TABLE, FIRST, 30, "first"), update(TABLE, 30, "text = NULL"));
        awaitRoundTrip(FLEET, TABLE, FIRST);
        master().execute(ofStation(update(TABLE, 30, "text = 'edited'"), FIRST));
        awaitRoundTrip(FLEET, TABLE, FIRST);
        List<Message> messages = TRAFFIC.since(ends).stream()
                .filter(message -> message.id() == 30)
                .toList();

        assertThat(messages)
                .map(Message::summary)
                .containsExactly(
                        "sync.down.ST001 u 30", "sync.up.ST001.kafka_test c 30", "sync.up.ST001.kafka_test u 30");
        Message down = messages.get(0);
        Message created = messages.get(1);
        Message updated = messages.get(2);
        String first = """
                {"id":30,"text":"first","code":"ST001","create_date":"2026-11-21 08:00:00","modify_date":"2026-11-21 08:00:00"}""";
        String without = first.replace("\"first\"", "null");
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.key()).hasToString("{\"id\":30,\"code\":\"ST001\"}");
            assertThat(message.headers().get("seq")).matches("\\d+[-:./]\\d+");
            assertThat(message.headers()).containsEntry("v", "1").containsKey("schema");
            assertThat(message.value().toString()).doesNotContain("master_id");
            assertThat(message.value().path("ts_ms").asLong()).isPositive();
        });
        assertThat(created.value().path("before").isNull()).isTrue();
        assertThat(created.value().path("after")).hasToString(first);
        assertThat(updated.value().path("before")).hasToString(first);
        assertThat(updated.value().path("after")).hasToString(without);
        assertThat(updated.headers()).containsKey("seen").doesNotContainKey("columns");
        JsonNode source = updated.value().path("source");
        assertThat(source.path("station").asString()).isEqualTo("ST001");
        assertThat(source.path("db").asString()).isEqualTo("test");
        assertThat(source.path("table").asString()).isEqualTo(TABLE);
        assertThat(source.path("gtid").asString()).matches("\\d+-\\d+-\\d+");
        assertThat(source.path("row").asLong(-1)).isNotNegative();
        assertThat(source.path("ts_ms").asLong()).isPositive();
        assertThat(down.value().path("before")).hasToString(without);
        assertThat(down.after("text")).isEqualTo("edited");
        assertThat(down.headers()).containsEntry("columns", "[\"text\"]");
    }

    @Test
    void a_station_tells_what_it_had_seen_when_it_made_a_change() {
        atBothStations(TABLE, 31);
        Map<String, Long> ends = TRAFFIC.ends();
        master().execute(ofStation(update(TABLE, 31, "text = 'edited'"), FIRST));
        await(FIRST.database(), "SELECT text FROM kafka_test WHERE id = 31", "edited");

        FIRST.database().execute(update(TABLE, 31, "text = 'after the edit'"));
        awaitRoundTrip(FLEET, TABLE, FIRST);

        List<Message> messages = TRAFFIC.since(ends).stream()
                .filter(message -> message.id() == 31)
                .toList();
        assertThat(messages)
                .map(Message::summary)
                .containsExactly("sync.down.ST001 u 31", "sync.up.ST001.kafka_test u 31");
        assertThat(messages.get(1).headers())
                .containsEntry("seen", String.valueOf(messages.get(0).offset()));
    }

    @Test
    void a_row_that_gets_another_code_at_the_center_leaves_its_station() {
        atBothStations(TABLE, 40);
        FIRST.database().execute(insert(TABLE, FIRST, 41, "changes hands"));
        awaitRoundTrip(FLEET, TABLE, FIRST);
        Map<String, Long> ends = TRAFFIC.ends();

        master().execute("UPDATE kafka_test SET code = 'ST002' WHERE id = 41");

        assertThat(travelled(TABLE, ends)).containsExactly("sync.down.ST001 d 41");
        assertThat(SECOND.database().number("SELECT COUNT(*) FROM kafka_test WHERE id = 41"))
                .isZero();
        master().execute("DELETE FROM kafka_test WHERE id = 41");
    }
}
