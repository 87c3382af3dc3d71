package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.awaitUp;
import static io.stationsync.demo.Tables.ofStation;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Verification while both sides write. The rows that are damaged behind the system's back are none that the writers touch, so that
 * exactly those must be found. {@code -Dstationsync.verify.rows} says how many rows there are, {@code -Dstationsync.verify.runs}
 * how often equal tables are verified.
 */
class VerifyIT {
    private static final Logger log = LoggerFactory.getLogger(VerifyIT.class);
    private static final int ROWS = Integer.getInteger("stationsync.verify.rows", 60_000);
    private static final int RUNS = Integer.getInteger("stationsync.verify.runs", 3);

    /** Of so many rows the writers leave two alone. */
    private static final int SPACING = 1_000;

    private static final int DAMAGED = 7;
    private static final int GAP = 500;

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002"));
    private static final Station STATION = FLEET.station("ST001");

    private final List<Writer> writers = new ArrayList<>();

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        // Ids of which MOD SPACING is GAP are left for rows that only the master will have.
        STATION.database().execute("""
                INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                SELECT seq, CONCAT('row ', seq), 'ST001', '2020-01-01', '2020-01-01' FROM seq_1_to_%d WHERE seq MOD %d <> %d""".formatted(ROWS, SPACING, GAP));
        FLEET.start(PATIENCE);
        await(
                FLEET.center().database(),
                "SELECT COUNT(*) FROM kafka_test WHERE code = 'ST001'",
                String.valueOf(ROWS - ROWS / SPACING));
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    @AfterEach
    void stopWriters() {
        writers.forEach(Writer::stop);
    }

    private void write() {
        Database master = FLEET.center().database();
        writers.add(Writer.start(STATION.database(), VerifyIT::editAtStation));
        writers.add(Writer.start(master, random -> ofStation(edit(random, "by the operator"), STATION)));
    }

    private static String editAtStation(Random random) {
        return switch (random.nextInt(6)) {
            case 0 ->
                "INSERT INTO kafka_test (text, code, create_date, modify_date) VALUES ('new', 'ST001', NOW(), NOW())";
            case 1 -> "DELETE FROM kafka_test WHERE id = " + edited(random);
            default -> edit(random, "by the station");
        };
    }

    private static String edit(Random random, String text) {
        return "UPDATE kafka_test SET text = '%s %d', modify_date = NOW() WHERE id = %d"
                .formatted(text, random.nextInt(), edited(random));
    }

    private static long edited(Random random) {
        long id = 1 + random.nextInt(ROWS);
        return id % SPACING == DAMAGED || id % SPACING == GAP ? id + 1 : id;
    }

    /** The n-th of the rows that nobody else touches. */
    private static long id(int n, int kind) {
        return (long) (n * (ROWS / SPACING / 40.0)) * SPACING + kind;
    }

    private static String ids(int from, int to, int kind) {
        return LongStream.range(from, to)
                .mapToObj(n -> String.valueOf(id((int) n, kind)))
                .collect(Collectors.joining(","));
    }

    /** As we write ourselves, so that the capture takes no notice. */
    private static void behindTheSystemsBack(String... statements) {
        List<String> all = new ArrayList<>();
        all.add(
                "UPDATE stationsync.sync_progress SET batch_rows = IF(batch_rows = 1, 2, 1) WHERE topic = 'sync.up.ST001.kafka_test'");
        all.addAll(List.of(statements));
        FLEET.center().database().transaction(all.toArray(String[]::new));
    }

    /** 20 rows changed, 10 deleted, 10 added. */
    private static void damage() {
        behindTheSystemsBack(
                "UPDATE kafka_test SET text = 'damaged' WHERE code = 'ST001' AND id IN (%s)"
                        .formatted(ids(0, 20, DAMAGED)),
                "DELETE FROM kafka_test WHERE code = 'ST001' AND id IN (%s)".formatted(ids(20, 30, DAMAGED)),
                "INSERT INTO kafka_test (id, text, code, create_date, modify_date) SELECT seq, 'added', 'ST001', NOW(), NOW() FROM seq_1_to_%d WHERE seq IN (%s)"
                        .formatted(ROWS, ids(30, 40, GAP)));
    }

    private static Set<String> damaged() {
        Set<String> keys = new TreeSet<>();
        for (int n = 0; n < 40; n++) {
            String kind = n < 20 ? "differing" : n < 30 ? "missing" : "extra";
            keys.add("%s {\"id\":%d}".formatted(kind, id(n, n < 30 ? DAMAGED : GAP)));
        }
        return keys;
    }

    private static Set<String> found(JsonNode verification) {
        return verification
                .path("rows")
                .valueStream()
                .map(row -> "%s %s".formatted(row.path("kind").asString(), row.path("key")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long verify() {
        Answer answer = FLEET.center()
                .post("/api/verifications", "{\"station\":\"ST001\",\"table\":\"kafka_test\",\"reason\":\"a test\"}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        return answer.body().path(0).path("id").asLong();
    }

    private static JsonNode awaitDone(long id) {
        Waiting.until("verification %d is done".formatted(id), PATIENCE, () -> {
            JsonNode now = FLEET.center().api("/api/verifications/" + id);
            return now.path("state").asString().equals("done") ? Optional.empty() : Optional.of(now.toString());
        });
        JsonNode done = FLEET.center().api("/api/verifications/" + id);
        log.info(
                "Verification {}: {} rows, {} + {} + {} differ, {} undecided, {} ms",
                id,
                done.path("rowsCompared"),
                done.path("differing"),
                done.path("missing"),
                done.path("extra"),
                done.path("undecided"),
                done.path("tookMs"));
        return done;
    }

    private static void repair(long verification) {
        Answer answer = FLEET.center()
                .post(
                        "/api/verifications/%d/repair".formatted(verification),
                        "{\"dryRun\":false,\"reason\":\"a test\"}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }

    @Test
    void names_exactly_the_rows_that_differ_and_repairs_them_while_both_sides_write() {
        write();
        damage();

        long first = verify();
        JsonNode result = awaitDone(first);
        assertThat(found(result)).isEqualTo(damaged());
        assertThat(result.path("rowsCompared").asLong()).isGreaterThan(ROWS / 2);
        JsonNode row = result.path("rows")
                .valueStream()
                .filter(one -> one.path("kind").asString().equals("differing"))
                .findFirst()
                .orElseThrow();
        assertThat(row.path("masterRow").path("text").asString()).isEqualTo("damaged");
        assertThat(row.path("stationRow").path("text").asString()).startsWith("row ");
        assertThat(row.path("columns").toString()).isEqualTo("[\"text\"]");

        Answer dryRun = FLEET.center()
                .post("/api/verifications/%d/repair".formatted(first), "{\"dryRun\":true,\"reason\":\"a test\"}");
        assertThat(dryRun.body().path("actions").size())
                .as(dryRun.body().toString())
                .isEqualTo(40);
        assertThat(found(awaitDone(verify()))).isEqualTo(damaged());

        repair(first);
        Database master = FLEET.center().database();
        await(master, "SELECT COUNT(*) FROM kafka_test WHERE text IN ('damaged', 'added')", "0");
        await(
                master,
                "SELECT COUNT(*) FROM kafka_test WHERE code = 'ST001' AND id IN (%s)".formatted(ids(0, 30, DAMAGED)),
                "30");
        assertThat(found(awaitDone(verify()))).isEmpty();

        stopWriters();
        awaitUp(master, "kafka_test", STATION);
        awaitEqual(STATION, "kafka_test");
    }

    @Test
    void equal_tables_raise_no_alarm_however_often_they_are_verified_while_both_sides_write() {
        write();

        for (int run = 0; run < RUNS; run++) {
            JsonNode result = awaitDone(verify());

            assertThat(found(result)).as("run %d", run).isEmpty();
            assertThat(result.path("differing").asLong()
                            + result.path("missing").asLong()
                            + result.path("extra").asLong())
                    .isZero();
        }
    }

    @Test
    void goes_on_by_itself_when_agent_and_center_are_killed() {
        write();
        long id = verify();
        Waiting.until("the verification runs", PATIENCE, () -> {
            JsonNode now = FLEET.center().api("/api/verifications/" + id);
            return now.path("startedAt").isNull() ? Optional.of(now.toString()) : Optional.empty();
        });
        for (ServiceProcess service : List.of(STATION.agent(), FLEET.center().service())) {
            Victim victim = Victim.of(service);
            Victim.killAll(List.of(victim));
            victim.start().run();
        }
        FLEET.services().forEach(service -> service.awaitHealthy(PATIENCE));

        JsonNode result = awaitDone(id);

        assertThat(found(result)).isEmpty();
        assertThat(result.path("rowsCompared").asLong()).isGreaterThan(ROWS / 2);
    }

    @Test
    void a_resync_of_a_range_of_keys_leaves_others_as_they_are() {
        long inside = id(1, DAMAGED);
        long outside = id(2, DAMAGED);
        long extraInside = id(1, GAP);
        behindTheSystemsBack(
                "UPDATE kafka_test SET text = 'spoilt' WHERE code = 'ST001' AND id IN (%d, %d)"
                        .formatted(inside, outside),
                "INSERT INTO kafka_test (id, text, code, create_date, modify_date) VALUES (%d, 'spoilt', 'ST001', NOW(), NOW())"
                        .formatted(extraInside));

        Answer answer = FLEET.center()
                .post(
                        "/api/stations/ST001/tables/kafka_test/resync",
                        "{\"reason\":\"a test\",\"after\":{\"id\":%d},\"upTo\":{\"id\":%d}}"
                                .formatted(inside - 5, extraInside + 5));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);

        Database master = FLEET.center().database();
        await(master, "SELECT GROUP_CONCAT(id) FROM kafka_test WHERE text = 'spoilt'", String.valueOf(outside));
        assertThat(master.number("SELECT COUNT(*) FROM kafka_test WHERE code = 'ST001'"))
                .isEqualTo(STATION.database().number("SELECT COUNT(*) FROM kafka_test"));
        assertThat(FLEET.center()
                        .post(
                                "/api/stations/ST001/tables/kafka_test/resync",
                                "{\"reason\":\"a test\",\"after\":{\"text\":1}}")
                        .status())
                .isEqualTo(400);
        behindTheSystemsBack(
                "UPDATE kafka_test SET text = 'row %1$d' WHERE code = 'ST001' AND id = %1$d".formatted(outside));
    }
}
