package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.RunningAgent.Answer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows above sync.max-row-size are set aside at the station, and are sent in their order once they may be. */
class RowsTooLargeIT {
    private static final int LIMIT = 4096;
    private static final String TOPIC = "sync.up.ST001.doc";
    private static final RunningAgent AGENT = new RunningAgent(
            "doc",
            "CREATE TABLE doc (id bigint PRIMARY KEY, text longtext, code varchar(20) NOT NULL) CHARSET=utf8mb4");

    @BeforeAll
    static void start() {
        AGENT.start("--sync.max-row-size=" + LIMIT + "B");
        // From here on every GTID has as many digits, and so has every record.
        AGENT.execute("SET SESSION gtid_seq_no = 1000000", "FLUSH TABLES");
    }

    @AfterAll
    static void stop() {
        AGENT.close();
    }

    private static void insert(long id, int length) {
        AGENT.execute("INSERT INTO doc VALUES (%d, REPEAT('x', %d), 'ST001')".formatted(id, length));
    }

    private static void awaitSent(long id, String... changes) {
        RunningAgent.await(
                "%d is sent as %s, not %s".formatted(id, List.of(changes), AGENT.sent("doc", id)),
                () -> AGENT.sent("doc", id).equals(List.of(changes)));
    }

    private static int size(long id) {
        return AGENT.topic(TOPIC).stream()
                .filter(record -> new String(record.key()).contains("\"id\":%d,".formatted(id)))
                .mapToInt(RowsTooLargeIT::size)
                .findFirst()
                .orElseThrow();
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return record.key().length + record.value().length;
    }

    private static String aside(long id, String column) {
        return AGENT.value("SELECT %s FROM stationsync.sync_quarantine WHERE row_key = 'id=%d,code=ST001' ORDER BY id"
                .formatted(column, id));
    }

    private static Answer retry(long id, String values) {
        return AGENT.post(
                aside(id, "id").split(" ")[0] + "/retry",
                "{%s\"user\":\"anna\",\"reason\":\"raised\"}".formatted(values));
    }

    @Test
    void a_row_at_the_limit_travels_and_one_of_a_byte_more_is_set_aside_whatever_they_compress_to() {
        insert(10, 100);
        awaitSent(10, "c:100");
        int most = 100 + LIMIT - size(10);

        insert(11, most);
        insert(12, most + 1);
        insert(13, 100);

        awaitSent(13, "c:100");
        assertThat(size(11)).isEqualTo(LIMIT);
        assertThat(AGENT.sent("doc", 12)).isEmpty();
        assertThat(aside(12, "CONCAT(state, ': ', message)"))
                .isEqualTo("refused: the row is %d bytes (expected: %d or less, see sync.max-row-size)"
                        .formatted(LIMIT + 1, LIMIT));
        assertThat(AGENT.health("capture")).isEqualTo("RUNNING");
    }

    @Test
    void a_raised_limit_and_a_retry_send_the_row_and_what_waits_behind_it_in_order_and_once() {
        insert(20, LIMIT);
        AGENT.execute(
                "UPDATE doc SET text = 'a' WHERE id = 20",
                "UPDATE doc SET text = 'b' WHERE id = 20",
                "DELETE FROM doc WHERE id = 20",
                "INSERT INTO doc VALUES (20, 'c', 'ST001')");
        insert(21, 50);
        awaitSent(21, "c:50");
        assertThat(aside(20, "CONCAT(op, state)")).isEqualTo("crefused uwaiting uwaiting dwaiting cwaiting");
        assertThat(AGENT.sent("doc", 20)).isEmpty();

        Answer tooEarly = retry(20, "");
        assertThat(tooEarly.body().path("refusal").asString()).contains("sync.max-row-size");
        assertThat(tooEarly.body().path("remaining").asInt()).isEqualTo(5);

        AGENT.restart("--sync.max-row-size=64KB");
        assertThat(aside(20, "op")).isEqualTo("c u u d c");
        AGENT.execute("UPDATE doc SET text = 'd' WHERE id = 20");
        assertThat(retry(20, "").body().path("refusal").isNull()).isTrue();
        AGENT.awaitValue("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE row_key = 'id=20,code=ST001'", "0");
        AGENT.execute("UPDATE doc SET text = 'e' WHERE id = 20");
        AGENT.restart("--sync.max-row-size=" + LIMIT + "B");
        insert(22, 50);

        awaitSent(22, "c:50");
        List<String> sent = AGENT.sent("doc", 20);
        assertThat(sent).contains("u:e");
        assertThat(sent.stream().map(change -> change.replace(" again", "")))
                .containsExactly("c:" + LIMIT, "u:a", "u:b", "d:b", "c:c", "u:d", "u:e");
        assertThat(sent.get(0)).endsWith("again");
        assertThat(AGENT.topic(TOPIC).stream()
                        .map(record ->
                                new String(record.headers().lastHeader("seq").value()))
                        .distinct()
                        .count())
                .isEqualTo(AGENT.topic(TOPIC).size());
    }

    @Test
    void a_row_larger_than_a_packet_of_the_database_is_kept_too() {
        insert(30, 9_000_000);
        AGENT.execute("UPDATE doc SET text = REPEAT('y', 9000000) WHERE id = 30");
        insert(31, 50);
        awaitSent(31, "c:50");

        assertThat(aside(30, "CONCAT(op, state, COALESCE(payload, '-'))")).isEqualTo("crefused- uwaiting-");
        assertThat(AGENT.get("/api/quarantine/" + aside(30, "id").split(" ")[1])
                        .body()
                        .at("/payload/after/text")
                        .asString())
                .hasSize(9_000_000);
        AGENT.post("discard", "{\"table\":\"doc\",\"user\":\"anna\",\"reason\":\"too large\"}");
        assertThat(aside(30, "CONCAT(op, state)")).isEqualTo("urefused");
    }

    @Test
    void a_shorter_value_lets_the_row_be_sent() {
        insert(40, LIMIT);
        insert(41, 50);
        awaitSent(41, "c:50");

        assertThat(retry(40, "\"values\":{\"text\":\"short\"},").status()).isEqualTo(200);

        awaitSent(40, "c:short again");
        AGENT.awaitValue("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE row_key = 'id=40,code=ST001'", "0");
    }

    private static void resync(String arguments) {
        AGENT.execute(
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('resync', 'doc', '%s', 'a test')"
                        .formatted(arguments));
    }

    private static void awaitAside(long id, String changes) {
        RunningAgent.await("%d is set aside as %s".formatted(id, changes), () -> aside(id, "CONCAT(op, state)")
                .equals(changes));
    }

    @Test
    void rows_of_several_ranges_that_are_loaded_at_once_are_all_set_aside() {
        insert(50, LIMIT);
        insert(51, LIMIT);
        awaitAside(51, "crefused");

        resync(
                "{\"ranges\":[{\"after\":{\"id\":49},\"upTo\":{\"id\":50}},{\"after\":{\"id\":50},\"upTo\":{\"id\":51}}]}");

        awaitAside(50, "crefused rwaiting");
        awaitAside(51, "crefused rwaiting");
    }

    @Test
    void what_was_set_aside_of_a_truncated_table_is_not_sent_any_more() {
        insert(60, LIMIT);
        insert(61, LIMIT);
        awaitAside(61, "crefused");

        AGENT.execute("TRUNCATE doc", "INSERT INTO doc VALUES (60, 'new', 'ST001')");

        awaitSent(60, "c:new");
        awaitAside(60, "");
        awaitAside(61, "");
        assertThat(AGENT.value(
                        "SELECT CONCAT(action, ': ', reason) FROM stationsync.sync_audit WHERE subject = 'table doc'"))
                .contains("discard-quarantine: the table was truncated");
        AGENT.restart("--sync.max-row-size=64KB");
        assertThat(AGENT.post("retry", "{\"table\":\"doc\",\"user\":\"anna\",\"reason\":\"raised\"}")
                        .body()
                        .path("rows")
                        .asInt())
                .isZero();
        insert(62, 50);
        awaitSent(62, "c:50");
        assertThat(AGENT.sent("doc", 60)).containsExactly("c:new");
        assertThat(AGENT.sent("doc", 61)).isEmpty();
        AGENT.restart("--sync.max-row-size=" + LIMIT + "B");
    }

    @Test
    void a_row_that_was_deleted_while_its_table_stood_still_is_not_sent_after_the_load() {
        insert(70, LIMIT);
        insert(71, LIMIT);
        awaitAside(71, "crefused");
        AGENT.execute(
                "SET SESSION binlog_format = STATEMENT",
                "DELETE FROM doc WHERE id = 70",
                "SET SESSION binlog_format = ROW");
        RunningAgent.await(
                "the table stands still",
                () -> AGENT.details("capture").path("resyncNeeded").has("doc"));

        resync("{}");

        awaitAside(70, "");
        awaitAside(71, "crefused rwaiting");
    }
}
