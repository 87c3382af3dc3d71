package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Documents that are larger together than the memory of the services: 180 MB. Compressed they are a few hundred KB. */
class LargeRowsIT {
    private static final int ROWS = 600;
    private static final int LENGTH = 300_000;
    private static final String DIGEST = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, '|', text)))) FROM doc";
    private static final String ENDING = "SELECT COUNT(*) FROM doc WHERE text LIKE '%%%s'";

    private static final SyncedTable DOC = new SyncedTable(
            "doc",
            "CREATE TABLE doc (id int NOT NULL PRIMARY KEY, text longtext NOT NULL, code varchar(20) NOT NULL) CHARSET=utf8mb4",
            "");

    private static final Fleet FLEET =
            new Fleet(FleetOptions.stations("ST001").withTables(DOC).withAgentJvm("-Xmx128m"));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    /** The center is away while the station loads them: all of them wait for it. */
    @BeforeAll
    static void start() {
        FLEET.startServers();
        STATION.database()
                .execute("INSERT INTO doc SELECT seq, CONCAT(seq, REPEAT('x', %d)), 'ST001' FROM seq_1_to_%d"
                        .formatted(LENGTH, ROWS));
        STATION.agent().start();
        Waiting.until("the station has sent all rows", PATIENCE, () -> {
            String log = STATION.agent().log();
            return log.contains("RESYNC of doc is done") ? Optional.empty() : Optional.of(log);
        });
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    @Test
    void rows_that_are_larger_together_than_the_services_memory_travel_both_ways_and_are_verified() {
        Map<String, Long> before = pids();

        await(FLEET.center().database(), "SELECT COUNT(*) FROM doc", String.valueOf(ROWS));
        assertSame(FLEET.center().database(), STATION.database());

        STATION.database().execute("UPDATE doc SET text = CONCAT(text, 'up')");
        await(FLEET.center().database(), ENDING.formatted("up"), String.valueOf(ROWS));
        assertSame(FLEET.center().database(), STATION.database());

        FLEET.center().database().execute("UPDATE doc SET text = CONCAT(text, 'down')");
        await(STATION.database(), ENDING.formatted("down"), String.valueOf(ROWS));
        assertSame(STATION.database(), FLEET.center().database());

        assertThat(verified().path("rowsCompared").asInt()).isEqualTo(ROWS);
        assertThat(pids()).isEqualTo(before);
    }

    private static void assertSame(Database one, Database other) {
        assertThat(one.value(DIGEST)).isEqualTo(other.value(DIGEST));
    }

    private static Map<String, Long> pids() {
        return Map.of(
                "agent",
                STATION.agent().pid(),
                "center",
                FLEET.center().service().pid());
    }

    private static JsonNode verified() {
        Answer answer = FLEET.center()
                .post("/api/verifications", "{\"station\":\"ST001\",\"table\":\"doc\",\"reason\":\"a test\"}");
        String path = "/api/verifications/" + answer.body().path(0).path("id").asLong();
        Waiting.until(path + " is done", PATIENCE, () -> {
            JsonNode now = FLEET.center().api(path);
            return now.path("state").asString().equals("done") ? Optional.empty() : Optional.of(now.toString());
        });
        JsonNode done = FLEET.center().api(path);
        assertThat(done.path("differing").asInt()
                        + done.path("missing").asInt()
                        + done.path("extra").asInt())
                .as(done.toString())
                .isZero();
        return done;
    }
}
