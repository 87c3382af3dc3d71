package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Changes that the master refuses or nobody can read are set aside alone, and everything else flows. */
class QuarantineIT {
    private static final String STATION_DDL = """
            CREATE TABLE part (
              id bigint NOT NULL, name varchar(100), amount int, owner int, serial varchar(50), code varchar(20) NOT NULL,
              PRIMARY KEY (id)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
            """;

    /** What a station may have and this table may not: a long name, a negative amount, no owner 9, a serial twice. */
    private static final String MASTER_DDL = """
            CREATE TABLE part (
              master_id bigint NOT NULL AUTO_INCREMENT, id bigint NOT NULL, name varchar(20), amount int, owner int,
              serial varchar(50), code varchar(20) NOT NULL,
              PRIMARY KEY (master_id), UNIQUE KEY part_key (id, code), UNIQUE KEY part_serial (serial),
              CONSTRAINT amount_is_not_negative CHECK (amount >= 0),
              CONSTRAINT part_owner FOREIGN KEY (owner) REFERENCES owner (id)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
            """;

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(SyncedTable.KAFKA_TEST, new SyncedTable("part", STATION_DDL, ""))
            // The master's column is meant to be shorter.
            .withCenterProperty("sync.tables.part.evolve", "none"));
    private static final Station STATION = FLEET.station("ST001");
    private static final String REASON = "{\"reason\":\"mended\"}";

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        master().execute(
                        "CREATE TABLE owner (id int NOT NULL PRIMARY KEY) ENGINE=InnoDB",
                        "INSERT INTO owner VALUES (1)");
        master().execute(MASTER_DDL);
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static String part(long id, String name, int amount, int owner, String serial) {
        return "INSERT INTO part VALUES (%d, '%s', %d, %d, %s, 'ST001')".formatted(id, name, amount, owner, serial);
    }

    private static void awaitInQuarantine(String table, String condition, int number) {
        await(
                master(),
                "SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = '%s' AND %s"
                        .formatted(table, condition),
                String.valueOf(number));
    }

    private static long change(String key) {
        return master().number("SELECT MIN(id) FROM stationsync.sync_quarantine WHERE row_key = '%s'".formatted(key));
    }

    private static JsonNode post(String path, String body) {
        Answer answer = FLEET.center().post("/api/quarantine/" + path, body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    /** Everything sent before has been applied or set aside. */
    private static void awaitUp() {
        long id = System.nanoTime();
        STATION.database().execute(part(id, "witness", 1, 1, "NULL"));
        await(master(), "SELECT COUNT(*) FROM part WHERE id = " + id, "1");
    }

    @Test
    void of_many_rows_only_the_bad_ones_are_set_aside_each_with_its_cause_and_come_once_the_master_takes_them() {
        int bad = 100;
        STATION.database().execute("""
                INSERT INTO part SELECT seq, IF(seq %% 4000 = 0, 'a name of more than twenty characters', 'short'),
                                        IF(seq %% 4000 = 1000, -1, 1), IF(seq %% 4000 = 2000, 9, 1),
                                        IF(seq %% 4000 = 3000, 'twice', CONCAT('s', seq)), 'ST001'
                  FROM seq_1_to_100000""".replace("%%", "%"));
        awaitUp();
        // The first of those with the same serial is good.
        awaitInQuarantine("part", "state = 'refused'", bad - 1);
        assertThat(master().number("SELECT COUNT(*) FROM part WHERE id <= 100000"))
                .isEqualTo(100_000 - bad + 1);
        assertThat(FLEET.center()
                        .api("/api/quarantine/causes?table=part")
                        .path("causes")
                        .valueStream()
                        .map(cause -> cause.path("errorCode").asInt() + " "
                                + cause.path("changes").asInt()))
                .contains("1406 25", "4025 25", "1452 25", "1062 24");

        // Later changes of such a row wait behind it.
        STATION.database()
                .execute(
                        "UPDATE part SET amount = 2 WHERE id = 4000",
                        "UPDATE part SET amount = 3 WHERE id = 4000",
                        "DELETE FROM part WHERE id = 8000");
        awaitInQuarantine("part", "state = 'waiting'", 3);

        master().execute(
                        "ALTER TABLE part MODIFY name varchar(100)",
                        "ALTER TABLE part DROP CONSTRAINT amount_is_not_negative",
                        "ALTER TABLE part DROP KEY part_serial",
                        "INSERT INTO owner VALUES (9)");
        JsonNode retried = post("retry", "{\"table\":\"part\",\"reason\":\"mended\"}");
        assertThat(retried.path("remaining").asInt(-1)).isZero();
        awaitInQuarantine("part", "TRUE", 0);
        awaitEqual(STATION, "part");
        assertThat(master().value("SELECT CONCAT(name, amount) FROM part WHERE id = 4000"))
                .isEqualTo("a name of more than twenty characters3");
        Tables.awaitDown(master(), "kafka_test", witness());
        assertThat(STATION.difference("part")).isEmpty();
    }

    /** A station whose return topic can be waited for. */
    private static Station witness() {
        Tables.awaitUp(master(), "kafka_test", STATION);
        return STATION;
    }

    @Test
    void a_row_is_edited_and_retried_or_discarded_and_what_waits_behind_it_follows() {
        String table = "kafka_test";
        master().execute("ALTER TABLE kafka_test ADD CONSTRAINT good CHECK (text NOT LIKE 'bad%')");
        STATION.database()
                .execute(
                        Tables.insert(table, STATION, 1, "bad one"),
                        Tables.update(table, 1, "create_date = '2001-01-01'"),
                        Tables.insert(table, STATION, 2, "good"),
                        Tables.update(table, 2, "text = 'bad two'"),
                        Tables.update(table, 2, "create_date = '2002-02-02'"),
                        Tables.insert(table, STATION, 3, "good"));
        awaitInQuarantine(table, "TRUE", 4);
        await(master(), "SELECT COUNT(*) FROM kafka_test WHERE id = 3", "1");

        JsonNode again = post(change("id=1,code=ST001") + "/retry", REASON);
        assertThat(again.path("applied").asInt(-1)).isZero();
        assertThat(again.path("refusal").asString()).contains("CONSTRAINT `good` failed");
        JsonNode edited = post(
                change("id=1,code=ST001") + "/retry",
                "{\"values\":{\"text\":\"edited\"},\"reason\":\"a typing error\"}");
        assertThat(edited.path("applied").asInt()).isEqualTo(2);
        JsonNode discarded = post(change("id=2,code=ST001") + "/discard", REASON);
        assertThat(discarded.path("applied").asInt()).isEqualTo(1);

        awaitInQuarantine(table, "TRUE", 0);
        assertThat(row(master(), 1)).isEqualTo("edited|2001-01-01 00:00:00");
        assertThat(row(master(), 2)).isEqualTo("good|2002-02-02 00:00:00");
        // The station is told what the center has: of the edited row at once, of the other with the change that
        // followed.
        awaitEqual(STATION, table);
        assertThat(FLEET.center().api("/api/audit").path("audit").valueStream().map(entry -> entry.path("action")
                        .asString()))
                .contains("retry-quarantine", "discard-quarantine");
        master().execute("ALTER TABLE kafka_test DROP CONSTRAINT good");
    }

    private static String row(Database database, long id) {
        return database.value("SELECT CONCAT_WS('|', text, create_date) FROM kafka_test WHERE id = " + id);
    }

    @Test
    void an_edit_at_the_center_meanwhile_and_a_retry_leave_both_sides_equal() {
        String table = "kafka_test";
        STATION.database().execute(Tables.insert(table, STATION, 11, "0"));
        await(master(), "SELECT COUNT(*) FROM kafka_test WHERE id = 11", "1");
        master().execute("ALTER TABLE kafka_test ADD CONSTRAINT short CHECK (text NOT LIKE 'long%')");
        STATION.database().execute(Tables.update(table, 11, "text = 'long'"));
        awaitInQuarantine(table, "TRUE", 1);
        master().execute(Tables.update(table, 11, "text = 'c'"));
        await(STATION.database(), "SELECT text FROM kafka_test WHERE id = 11", "c");
        master().execute("ALTER TABLE kafka_test DROP CONSTRAINT short");

        post(change("id=11,code=ST001") + "/retry", REASON);

        awaitInQuarantine(table, "TRUE", 0);
        Tables.awaitRoundTrip(FLEET, table, STATION);
        assertThat(STATION.difference(table)).isEmpty();
        assertThat(master().number("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE row_key = 'id=11,code=ST001'"))
                .isEqualTo(1);
    }

    @Test
    void garbage_on_a_topic_is_set_aside_with_its_bytes_and_the_rest_flows() throws Exception {
        List<byte[]> garbage = List.of(
                new byte[] {0, 1, 2, (byte) 0xff},
                "{\"op\":\"u\",\"before\":{\"id\":".getBytes(StandardCharsets.UTF_8),
                "{\"op\":\"c\",\"after\":{\"id\":1}}".getBytes(StandardCharsets.UTF_8),
                "[]".getBytes(StandardCharsets.UTF_8));
        send("sync.up.ST001.part", garbage);
        awaitInQuarantine("part", "state = 'unreadable'", garbage.size());
        awaitUp();

        assertThat(master().query("SELECT raw FROM stationsync.sync_quarantine WHERE state = 'unreadable' ORDER BY id"))
                .hasSize(garbage.size())
                .first()
                .satisfies(row -> assertThat(row.get("raw")).isEqualTo("0x000102ff"));
        IntStream.range(0, garbage.size()).forEach(i -> post(change("") + "/discard", REASON));
        awaitInQuarantine("part", "state = 'unreadable'", 0);
    }

    private static void send(String topic, List<byte[]> values) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
            }
        }
    }
}
