package io.stationsync.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * How long a verification of 1,000,000 equal rows takes, and what it costs the applications at both ends. No test: it prints figures,
 * and runs only if asked for with {@code -Dstationsync.measure=true}. The figures are in docs/adr/0025.
 */
@EnabledIfSystemProperty(named = "stationsync.measure", matches = "true")
class VerifyCostIT {
    private static final Logger log = LoggerFactory.getLogger(VerifyCostIT.class);
    private static final int ROWS = 1_000_000;
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(5);

    @Test
    void verification_of_equal_rows() throws SQLException {
        try (Fleet fleet =
                new Fleet(FleetOptions.stations("ST001").withAgentProperty("sync.load.rows-per-second", "0"))) {
            fleet.startServers();
            Station station = fleet.station("ST001");
            station.database().execute("""
                    INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                    SELECT seq, CONCAT('row ', seq), 'ST001', '2020-01-01', '2020-01-01' FROM seq_1_to_%d""".formatted(ROWS));
            fleet.start(PATIENCE);
            Waiting.until("all rows are loaded", PATIENCE, () -> {
                long rows = fleet.center().database().number("SELECT COUNT(*) FROM kafka_test");
                return rows == ROWS ? Optional.empty() : Optional.of(rows + " rows");
            });
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Duration> before = cpu();
                long id = verify(fleet);
                awaitDone(fleet, id);
                cpu().forEach((process, time) -> log.info(
                        "CPU: {} ms, {}",
                        time.minus(before.getOrDefault(process, time)).toMillis(),
                        process));
                log.info(
                        "Idle: {} ms, {}",
                        fleet.center().api("/api/verifications/" + id).path("tookMs"),
                        fleet.center().api("/api/verifications/" + id).path("rowsCompared"));
            }
            for (Database database : List.of(station.database(), fleet.center().database())) {
                for (int round = 0; round < ROUNDS; round++) {
                    report(database, "without", statements(database));
                    long id = verify(fleet);
                    report(database, "with", statements(database));
                    cancel(fleet, id);
                }
            }
        }
    }

    /** Of each process of the fleet. */
    private static Map<String, Duration> cpu() {
        Map<String, Duration> times = new TreeMap<>();
        ProcessHandle.current()
                .descendants()
                .forEach(process -> times.put(
                        process.info().commandLine().map(VerifyCostIT::end).orElse("?") + " " + process.pid(),
                        process.info().totalCpuDuration().orElse(Duration.ZERO)));
        return times;
    }

    private static String end(String commandLine) {
        return commandLine.substring(Math.max(0, commandLine.length() - 80));
    }

    private static long verify(Fleet fleet) {
        return fleet.center()
                .post("/api/verifications", "{\"station\":\"ST001\",\"reason\":\"to measure\"}")
                .body()
                .path(0)
                .path("id")
                .asLong();
    }

    private static void cancel(Fleet fleet, long id) {
        fleet.center().post("/api/verifications/%d/cancel".formatted(id), "{\"reason\":\"measured\"}");
    }

    private static void awaitDone(Fleet fleet, long id) {
        Waiting.until("verification %d is done".formatted(id), PATIENCE, () -> {
            JsonNode now = fleet.center().api("/api/verifications/" + id);
            return now.path("state").asString().equals("done") ? Optional.empty() : Optional.of(now.toString());
        });
    }

    /** @return how long each took, in microseconds */
    private static List<Long> statements(Database database) throws SQLException {
        long end = System.nanoTime() + WINDOW.toNanos();
        List<Long> times = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (System.nanoTime() < end) {
                int id = 1 + (int) (Math.random() * ROWS);
                long start = System.nanoTime();
                statement.executeUpdate(
                        "UPDATE kafka_test SET text = 'edit %d' WHERE id = %d AND code = 'ST001'".formatted(start, id));
                times.add((System.nanoTime() - start) / 1_000);
                Waiting.pause(PACE);
            }
        }
        return times;
    }

    private static void report(Database database, String what, List<Long> times) {
        Collections.sort(times);
        log.info(
                "{} {} a verification: {} statements, median {} us, p90 {} us, mean {} us",
                database,
                what,
                times.size(),
                times.get(times.size() / 2),
                times.get(times.size() * 9 / 10),
                (long) times.stream().mapToLong(Long::longValue).average().orElse(0));
    }
}
