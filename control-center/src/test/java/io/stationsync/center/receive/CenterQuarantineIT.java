package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the center sets aside, in both directions; the test is the station. */
class CenterQuarantineIT {
    private static final String LIMIT = "--sync.max-row-size=4096B";
    private static final String REASON = "\"reason\":\"mended\"";
    private static final RunningCenter CENTER = new RunningCenter(
            "CREATE TABLE part (master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint NOT NULL, text longtext,"
                    + " code varchar(20) NOT NULL, UNIQUE KEY (id, code), CHECK (text NOT LIKE 'bad%')) CHARSET=utf8mb4",
            "CREATE TABLE strict (master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint NOT NULL, text varchar(100),"
                    + " code varchar(20) NOT NULL, UNIQUE KEY (id, code),"
                    + " CONSTRAINT not_bad CHECK (text NOT LIKE 'bad%')) CHARSET=utf8mb4");

    @BeforeAll
    static void start() {
        CENTER.announce("part", "CREATE TABLE part (id bigint PRIMARY KEY, text longtext, code varchar(20) NOT NULL)");
        CENTER.announce(
                "strict", "CREATE TABLE strict (id bigint PRIMARY KEY, text varchar(100), code varchar(20) NOT NULL)");
        CENTER.start(LIMIT);
    }

    @AfterAll
    static void stop() {
        CENTER.close();
    }

    private static Row part(long id, String text) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of(text));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    private static void insert(long id, String text) {
        CENTER.change("part", RowChange.insert(part(id, text)));
        CENTER.flush();
    }

    private static void awaitText(long id, String text) {
        CENTER.awaitValue("SELECT text FROM part WHERE id = " + id, text);
    }

    private static String aside(String column, String condition) {
        return CENTER.value(
                "SELECT %s FROM stationsync.sync_quarantine WHERE %s ORDER BY id".formatted(column, condition));
    }

    private static String of(long id) {
        return "row_key = 'id=%d,code=ST001'".formatted(id);
    }

    /** What the station is sent of a row, as {@code u:text} of each message. */
    private static List<String> sent(long id) {
        List<String> sent = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : CENTER.topic(RunningCenter.DOWN)) {
            try {
                JsonNode value = JsonMapper.shared().readTree(record.value());
                JsonNode image = value.path("after").isNull() ? value.path("before") : value.path("after");
                if (image.path("id").asLong() == id) {
                    String text = image.path("text").asString("");
                    sent.add(value.path("op").asString() + ":" + (text.length() > 20 ? text.length() : text));
                }
            } catch (RuntimeException garbage) {
                // Of the test that sends it.
            }
        }
        return sent;
    }

    private static void awaitSent(long id, String... messages) {
        RunningCenter.await(
                "%d is sent as %s".formatted(id, List.of(messages)), () -> sent(id).equals(List.of(messages)));
    }

    @Test
    void a_message_that_is_too_large_is_set_aside_alone_and_sent_in_order_once_it_may_be() {
        insert(1, "old");
        insert(2, "old");
        awaitText(2, "old");
        CENTER.execute(
                "UPDATE part SET text = REPEAT('x', 5000) WHERE id = 1",
                "UPDATE part SET text = 'small' WHERE id = 1",
                "UPDATE part SET text = 'new' WHERE id = 2");
        awaitSent(2, "u:new");

        assertThat(sent(1)).isEmpty();
        assertThat(aside("CONCAT(op, state, COALESCE(message, ''))", of(1)))
                .startsWith("urefusedthe row is ")
                .contains("(expected: 4096 or less, see sync.max-row-size)")
                .endsWith("uwaiting");
        String first = aside("id", of(1)).split(" ")[0];
        assertThat(CENTER.post(first + "/retry", "{\"values\":{\"text\":\"x\"},%s}".formatted(REASON))
                        .status())
                .isEqualTo(400);

        // The station changes the row meanwhile: it will be overwritten, so it is told the row as it is, behind the
        // others.
        CENTER.change("part", RowChange.update(part(1, "old"), part(1, "station")));
        CENTER.flush();
        CENTER.restart("--sync.max-row-size=64KB");
        assertThat(CENTER.post(first + "/retry", "{%s}".formatted(REASON))
                        .body()
                        .path("refusal")
                        .isNull())
                .isTrue();
        awaitSent(1, "u:5000", "u:small");
        assertThat(aside("id", of(1))).isEmpty();
        CENTER.execute("UPDATE part SET text = 'last' WHERE id = 1");
        awaitSent(1, "u:5000", "u:small", "u:last");
        CENTER.restart(LIMIT);
    }

    @Test
    void garbage_of_a_station_is_set_aside_with_its_reason_and_the_rest_flows() {
        String row =
                "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":%d,\"text\":\"x\",\"code\":\"%s\"},\"source\":{\"table\":\"%s\"}}";
        garbage(null, new byte[] {0, 1, (byte) 0xff}, false);
        garbage("{}", bytes("{\"op\":\"u\",\"before\":{\"id\":"), true);
        garbage("{}", bytes("{\"op\":\"c\",\"after\":{\"id\":1}}"), true);
        garbage("{}", null, true);
        garbage("{\"id\":50,\"code\":\"ST001\"}", bytes(row.formatted(50, "ST001", "other")), true);
        garbage("{\"id\":51,\"code\":\"ST001\"}", bytes(row.formatted(50, "ST001", "part")), true);
        garbage("{\"id\":50,\"code\":\"ST002\"}", bytes(row.formatted(50, "ST002", "part")), true);
        ProducerRecord<byte[], byte[]> tomorrow = new ProducerRecord<>(
                RunningCenter.up("part"), 0, bytes("{}"), bytes(row.formatted(50, "ST001", "part")));
        tomorrow.headers().add("v", bytes("2")).add("seq", bytes("1-99"));
        CENTER.send(tomorrow);
        insert(59, "good");
        awaitText(59, "good");

        assertThat(aside("COUNT(*)", "state = 'unreadable' AND message > ''")).isEqualTo("7");
        assertThat(aside("GROUP_CONCAT(message)", "state = 'unreadable'"))
                .contains("header v is missing", "not of our JSON format", "has no source", "value: none")
                .contains("source.table: 'other'", "not that of the row", "header v: '2' (expected: 1)");
        assertThat(aside("message", "row_key = 'id=50,code=ST002'")).contains("belongs to no station");
        assertThat(CENTER.value("SELECT COUNT(*) FROM part WHERE id = 50")).isEqualTo("0");
        CENTER.post("discard", "{\"table\":\"part\",%s}".formatted(REASON));
    }

    @Test
    void a_row_of_a_code_that_the_station_has_just_been_given_is_none_that_belongs_to_nobody() {
        for (int time = 1; time <= 20; time++) {
            String code = "NEW" + time;
            CENTER.codes("ST001", code);
            CENTER.change("part", RowChange.insert(part(70, "new").with(Map.of("code", Value.of(code)))));
            CENTER.flush();
            CENTER.awaitValue("SELECT text FROM part WHERE id = 70 AND code = '%s'".formatted(code), "new");
        }
        CENTER.codes("ST001");
    }

    @Test
    void rows_of_a_shape_that_shows_after_them_wait_for_it_instead_of_being_unreadable() {
        CENTER.announce("late", "CREATE TABLE late (id bigint PRIMARY KEY, code varchar(20) NOT NULL)");
        Row row = Row.of(Map.of("id", Value.of(1), "code", Value.of("ST001")));
        CENTER.change("late", RowChange.insert(row));
        CENTER.flush();
        CENTER.awaitValue("SELECT COUNT(*) FROM stationsync.sync_progress WHERE topic LIKE '%late'", "1");
        TableSchema gained = CENTER.have("late", "ALTER TABLE late ADD COLUMN text varchar(20)");

        CENTER.change("late", RowChange.insert(row.with(Map.of("id", Value.of(2), "text", Value.of("gained")))));
        CENTER.flush();
        RunningCenter.await(
                "the table waits",
                () -> CENTER.get("/api/stations").body().toString().contains("WAITING_FOR_STATION"));
        CENTER.announce(gained);

        CENTER.awaitValue("SELECT COUNT(*) FROM late", "2");
        assertThat(CENTER.value("SELECT text FROM late WHERE id = 2")).isEqualTo("gained");
        assertThat(aside("COUNT(*)", "table_name = 'late'")).isEqualTo("0");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void garbage(@Nullable String key, byte @Nullable [] value, boolean numbered) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(RunningCenter.up("part"), 0, key == null ? null : bytes(key), value);
        if (numbered) {
            CENTER.number(record);
        }
        CENTER.send(record);
    }

    @Test
    void garbage_on_the_return_topic_does_not_keep_the_center_from_starting() {
        ProducerRecord<byte[], byte[]> garbage = new ProducerRecord<>(RunningCenter.DOWN, 0, null, new byte[] {0, 1});
        CENTER.send(garbage);
        ProducerRecord<byte[], byte[]> columns = new ProducerRecord<>(
                RunningCenter.DOWN,
                0,
                bytes("{\"id\":1,\"code\":\"ST001\"}"),
                bytes("{\"op\":\"u\",\"before\":{\"id\":1},\"after\":{\"id\":1},\"source\":{\"table\":\"part\"}}"));
        columns.headers().add("columns", bytes("null"));
        CENTER.send(columns);
        CENTER.send(new ProducerRecord<>(RunningCenter.DOWN, 0, null, null));
        CENTER.flush();

        CENTER.restart(LIMIT);

        insert(60, "old");
        awaitText(60, "old");
        CENTER.execute("UPDATE part SET text = 'edited' WHERE id = 60");
        awaitSent(60, "u:edited");
    }

    private static void strict(RowChange change) {
        CENTER.change("strict", change);
        CENTER.flush();
    }

    @Test
    void a_topic_that_was_made_anew_brings_newer_changes_at_smaller_offsets_and_others_at_equal_ones() {
        for (long id = 1; id <= 4; id++) {
            strict(RowChange.insert(part(id, "good")));
        }
        strict(RowChange.insert(part(7, "bad at first")));
        strict(RowChange.insert(part(9, "good")));
        CENTER.awaitValue("SELECT text FROM strict WHERE id = 9", "good");
        assertThat(aside("CONCAT(state, record_offset)", "table_name = 'strict'"))
                .isEqualTo("refused4");
        CENTER.stop();
        CENTER.wipeUpTopic("strict");
        CENTER.countAnew();
        CENTER.start(LIMIT);
        CENTER.awaitValue("SELECT kind FROM stationsync.sync_command WHERE table_name = 'strict'", "resync");

        strict(RowChange.load(part(7, "bad since")));
        for (long id = 1; id <= 3; id++) {
            strict(RowChange.load(part(id, "good")));
        }
        strict(RowChange.insert(part(8, "bad as well")));
        strict(RowChange.insert(part(10, "good")));
        CENTER.awaitValue("SELECT text FROM strict WHERE id = 10", "good");
        assertThat(aside("CONCAT(state, record_offset)", "table_name = 'strict'"))
                .isEqualTo("refused4 waiting0 refused4");
        CENTER.execute("ALTER TABLE strict DROP CONSTRAINT not_bad");
        assertThat(CENTER.post("retry", "{\"table\":\"strict\",%s}".formatted(REASON))
                        .status())
                .isEqualTo(200);

        assertThat(CENTER.value("SELECT text FROM strict WHERE id IN (7, 8) ORDER BY id"))
                .isEqualTo("bad since bad as well");
        assertThat(aside("id", "table_name = 'strict'")).isEmpty();
    }

    @Test
    void what_is_set_aside_is_shown_and_a_database_that_is_away_is_a_503() {
        insert(70, "bad");
        insert(71, "good");
        awaitText(71, "good");
        RunningCenter.await(
                "shown",
                () -> CENTER.details("apply").path("quarantined").asInt() >= 1
                        && CENTER.metric("sync_quarantined_rows{station=\"ST001\",table=\"part\"") >= 1);
        assertThat(CENTER.get("/api/stations")
                        .body()
                        .path(0)
                        .path("quarantined")
                        .path("part")
                        .asInt())
                .isEqualTo(3);
        String id = aside("id", of(70));

        CENTER.killDatabase();
        try {
            assertThat(CENTER.post(id + "/retry", "{%s}".formatted(REASON)).status())
                    .isEqualTo(503);
            assertThat(CENTER.get("/api/quarantine").status()).isEqualTo(503);
        } finally {
            CENTER.startDatabase();
        }
        RunningCenter.await(
                "the database is back",
                () -> CENTER.post(id + "/discard", "{%s}".formatted(REASON)).status() == 200);
    }
}
