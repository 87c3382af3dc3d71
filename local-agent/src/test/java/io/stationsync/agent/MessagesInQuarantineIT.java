package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.RunningAgent.Answer;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Messages of the center that the station's database refuses, or that nobody can read, are set aside alone. */
class MessagesInQuarantineIT {
    private static final String WHO = "\"user\":\"anna\",\"reason\":\"mended\"";
    private static final RunningAgent AGENT = new RunningAgent(
            "part,other",
            "CREATE TABLE owner (id int PRIMARY KEY)",
            "INSERT INTO owner VALUES (1)",
            """
            CREATE TABLE part (
              id bigint PRIMARY KEY, text varchar(20) NOT NULL, amount int CHECK (amount >= 0), owner int,
              serial varchar(20) UNIQUE, kind enum('a','b'), code varchar(20) NOT NULL,
              FOREIGN KEY (owner) REFERENCES owner (id)
            ) CHARSET=utf8mb4
            """,
            "CREATE TABLE other (id bigint PRIMARY KEY, text varchar(20), code varchar(20) NOT NULL) CHARSET=utf8mb4",
            "INSERT INTO part SELECT seq, 'old', 1, 1, CONCAT('s', seq), 'a', 'ST001' FROM seq_1_to_60",
            "INSERT INTO other SELECT seq, 'old', 'ST001' FROM seq_1_to_60");

    @BeforeAll
    static void start() {
        AGENT.start();
    }

    @AfterAll
    static void stop() {
        AGENT.close();
    }

    private static Row part(long id, Map<String, Value> changed) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of("old"));
        values.put("amount", Value.of(1));
        values.put("owner", Value.of(1));
        values.put("serial", Value.of("s" + id));
        values.put("kind", Value.of("a"));
        values.put("code", Value.of("ST001"));
        values.putAll(changed);
        return Row.of(values);
    }

    private static void edit(long id, String column, Value value) {
        AGENT.message("part", RowChange.update(part(id, Map.of()), part(id, Map.of(column, value))), column);
    }

    private static Row other(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    /** Everything sent before has been applied or set aside. */
    private static void witness(long id) {
        AGENT.message("other", RowChange.update(other(id, "old"), other(id, "seen")), "text");
        AGENT.awaitValue("SELECT text FROM other WHERE id = " + id, "seen");
    }

    private static String aside(long id, String column) {
        return AGENT.value("SELECT %s FROM stationsync.sync_quarantine WHERE row_key = 'id=%d,code=ST001' ORDER BY id"
                .formatted(column, id));
    }

    private static String idOf(long id) {
        return aside(id, "id").split(" ")[0];
    }

    @Test
    void what_the_database_refuses_is_set_aside_alone_and_what_follows_of_its_row_waits() {
        edit(1, "text", Value.of("longer than twenty characters"));
        edit(2, "amount", Value.of(-1));
        edit(3, "owner", Value.of(9));
        edit(4, "serial", Value.of("s1"));
        edit(5, "kind", Value.of("c"));
        edit(6, "text", Value.ofNull());
        edit(7, "nowhere", Value.of("x"));
        edit(8, "text", Value.of("good"));
        edit(1, "amount", Value.of(7));
        AGENT.message("part", RowChange.delete(part(2, Map.of())));
        witness(1);

        assertThat(aside(1, "CONCAT(state, ':', COALESCE(error_code, ''))")).isEqualTo("refused:1406 waiting:");
        assertThat(aside(2, "CONCAT(op, state, ':', COALESCE(error_code, ''))")).isEqualTo("urefused:4025 dwaiting:");
        assertThat(aside(3, "error_code")).isEqualTo("1452");
        assertThat(aside(4, "error_code")).isEqualTo("1062");
        assertThat(aside(5, "error_code")).isEqualTo("1265");
        assertThat(aside(6, "error_code")).isEqualTo("1048");
        // As if the column had been dropped here while the message was under way: there is nothing else to say in it.
        assertThat(aside(7, "state")).isEmpty();
        assertThat(aside(8, "state")).isEmpty();
        assertThat(AGENT.value("SELECT CONCAT(text, amount) FROM part WHERE id IN (1, 8) ORDER BY id"))
                .isEqualTo("old1 good1");
        RunningAgent.await(
                "the heartbeat and the health tell how many",
                () -> AGENT.heartbeat().path("quarantined").path("part").asInt() >= 8
                        && AGENT.get("/actuator/health/sync")
                                        .body()
                                        .at("/components/apply/details/quarantined")
                                        .asInt()
                                >= 8);
        assertThat(AGENT.get("/api/quarantine/causes?table=part")
                        .body()
                        .path("causes")
                        .valueStream()
                        .map(cause -> cause.path("errorCode").asInt()))
                .contains(1406, 4025, 1452, 1062, 1265, 1048);

        AGENT.execute(
                "ALTER TABLE part MODIFY text varchar(100) NOT NULL, MODIFY kind enum('a','b','c'), DROP INDEX serial,"
                        + " MODIFY amount int, ADD COLUMN nowhere varchar(10)",
                "INSERT INTO owner VALUES (9)");
        JsonNode retried =
                AGENT.post("retry", "{\"table\":\"part\",%s}".formatted(WHO)).body();

        assertThat(retried.path("applied").asInt()).as(retried.toString()).isEqualTo(7);
        assertThat(retried.path("remaining").asInt()).isEqualTo(1);
        assertThat(aside(6, "attempts")).isEqualTo("2");
        assertThat(AGENT.value("SELECT CONCAT_WS('|', text, amount, owner, serial, kind, nowhere) FROM part"
                        + " WHERE id BETWEEN 1 AND 7 ORDER BY id"))
                .isEqualTo("longer than twenty characters|7|1|s1|a old|1|9|s3|a old|1|1|s1|a old|1|1|s5|c old|1|1|s6|a"
                        + " old|1|1|s7|a");
        // It is a change made here: the center hears of it.
        RunningAgent.await("the retry travels", () -> AGENT.sent("part", 2).equals(List.of("u:old", "d:old")));
        AGENT.post(idOf(6) + "/discard", "{%s}".formatted(WHO));
        assertThat(aside(6, "id")).isEmpty();
        assertThat(
                        AGENT.value(
                                "SELECT CONCAT(user_name, action) FROM stationsync.sync_audit WHERE row_key = 'id=6,code=ST001'"))
                .isEqualTo("annaretry-quarantine annadiscard-quarantine");
    }

    @Test
    void an_operator_says_who_they_are_and_cannot_change_what_the_center_says() {
        edit(20, "kind", Value.of("z"));
        edit(20, "text", Value.of("next"));
        witness(20);
        String id = idOf(20);

        assertThat(AGENT.post(id + "/retry", "{\"reason\":\"x\"}").status()).isEqualTo(400);
        Answer edited = AGENT.post(id + "/retry", "{\"values\":{\"kind\":\"a\"},%s}".formatted(WHO));
        assertThat(edited.status()).isEqualTo(400);
        assertThat(edited.body().path("detail").asString()).contains("Edit the row at the center");
        assertThat(AGENT.get("/api/quarantine/" + id)
                        .body()
                        .at("/payload/after/kind")
                        .asString())
                .isEqualTo("z");
        assertThat(AGENT.post(id + "/discard", "{%s}".formatted(WHO))
                        .body()
                        .path("applied")
                        .asInt())
                .isEqualTo(1);
        assertThat(AGENT.value("SELECT text FROM part WHERE id = 20")).isEqualTo("next");
        assertThat(aside(20, "id")).isEmpty();
    }

    @Test
    void a_locked_row_and_a_busy_database_are_waited_for_and_never_set_aside() throws Exception {
        try (var holder = java.sql.DriverManager.getConnection(AGENT.jdbcUrl(), "root", AGENT.password())) {
            AGENT.execute("SET GLOBAL innodb_lock_wait_timeout = 1");
            holder.setAutoCommit(false);
            try (var statement = holder.createStatement()) {
                statement.execute("UPDATE part SET text = 'held' WHERE id = 30");
            }
            AGENT.restart();
            edit(30, "text", Value.of("patient"));
            RunningAgent.await("it tries again", () -> AGENT.health("apply").equals("RETRYING"));
            holder.rollback();
        }
        AGENT.awaitValue("SELECT text FROM part WHERE id = 30", "patient");
        assertThat(aside(30, "id")).isEmpty();
        AGENT.execute("SET GLOBAL innodb_lock_wait_timeout = 50");
    }

    @Test
    void garbage_on_the_return_topic_is_set_aside_with_its_bytes_and_the_rest_flows() {
        String good =
                "{\"op\":\"d\",\"before\":{\"id\":40,\"code\":\"ST001\"},\"after\":null,\"source\":{\"table\":\"%s\"}}";
        garbage(null, new byte[] {0, 1, (byte) 0xff}, false);
        garbage("{\"id\":40,\"code\":\"ST001\"}", new byte[] {0, 1, (byte) 0xff}, true);
        garbage("{\"id\":40,\"code\":\"ST001\"}", bytes("{\"op\":\"d\",\"before\":{\"id\":"), true);
        garbage("{\"id\":40,\"code\":\"ST001\"}", bytes("{\"op\":\"d\"}"), true);
        garbage("{\"id\":40,\"code\":\"ST001\"}", bytes(good.formatted("nobody")), true);
        garbage("{\"id\":41,\"code\":\"ST001\"}", bytes(good.formatted("part")), true);
        garbage("{\"id\":40,\"code\":\"ST002\"}", bytes(good.formatted("part").replace("ST001", "ST002")), true);
        ProducerRecord<byte[], byte[]> tomorrow = new ProducerRecord<>(
                RunningAgent.DOWN, 0, bytes("{\"id\":40,\"code\":\"ST001\"}"), bytes(good.formatted("part")));
        tomorrow.headers().add("v", bytes("2")).add("seq", bytes("1-99"));
        AGENT.send(tomorrow);
        garbage(null, null, true);
        witness(40);

        assertThat(AGENT.value(
                        "SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE state = 'unreadable' AND message > ''"))
                .isEqualTo("8");
        assertThat(AGENT.value(
                        "SELECT GROUP_CONCAT(message) FROM stationsync.sync_quarantine WHERE state = 'unreadable'"))
                .contains(
                        "header v is missing",
                        "not of our JSON format",
                        "has no source",
                        "'nobody'",
                        "not that of the row")
                .contains("header v: '2' (expected: 1)", "value: none");
        assertThat(AGENT.value("SELECT message FROM stationsync.sync_quarantine WHERE row_key = 'id=40,code=ST002'"))
                .contains("sync.codes");
        assertThat(AGENT.value("SELECT text FROM part WHERE id IN (40, 41)")).isEqualTo("old old");
        assertThat(
                        AGENT.value(
                                "SELECT HEX(raw) FROM stationsync.sync_quarantine WHERE state = 'unreadable' ORDER BY id LIMIT 1"))
                .isEqualTo("0001FF");
        AGENT.post("discard", "{\"station\":\"ST001\",%s}".formatted(WHO));
        AGENT.execute("DELETE FROM stationsync.sync_quarantine WHERE row_key = 'id=40,code=ST002'");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void garbage(
            @org.jspecify.annotations.Nullable String key,
            byte @org.jspecify.annotations.Nullable [] value,
            boolean numbered) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(RunningAgent.DOWN, 0, key == null ? null : bytes(key), value);
        if (numbered) {
            AGENT.number(record);
        }
        AGENT.send(record);
    }
}
