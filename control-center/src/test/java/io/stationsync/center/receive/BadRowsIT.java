package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** A few rows among very many that the master refuses. */
class BadRowsIT {
    private static final int ROWS = 100_000;
    private static final int EVERY = 1_000;
    private static final String COLUMNS = """
            id bigint NOT NULL, text varchar(%d), amount int, owner int, serial varchar(50), code varchar(20) NOT NULL
            """;
    private static final String MASTER = """
            CREATE TABLE %s (master_id bigint AUTO_INCREMENT PRIMARY KEY, %s, UNIQUE KEY (id, code), UNIQUE KEY serial (serial),
              CONSTRAINT not_negative CHECK (amount >= 0), FOREIGN KEY (owner) REFERENCES owner (id)) CHARSET=utf8mb4
            """;
    private static final RunningCenter CENTER = new RunningCenter(
            "CREATE TABLE owner (id int PRIMARY KEY)",
            "INSERT INTO owner VALUES (1)",
            MASTER.formatted("part", COLUMNS.formatted(20)),
            MASTER.formatted("clean", COLUMNS.formatted(20)),
            MASTER.formatted("swarm", COLUMNS.formatted(20)));

    @BeforeAll
    static void start() {
        for (String table : new String[] {"part", "clean", "swarm"}) {
            CENTER.announce(
                    table,
                    "CREATE TABLE %s (%s, PRIMARY KEY (id)) CHARSET=utf8mb4".formatted(table, COLUMNS.formatted(200)));
        }
        CENTER.start("--sync.tables.part.evolve=none");
    }

    @AfterAll
    static void stop() {
        CENTER.close();
    }

    private static Row row(long id, String text, int amount, int owner, String serial) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of(text));
        values.put("amount", Value.of(amount));
        values.put("owner", Value.of(owner));
        values.put("serial", Value.of(serial));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    /** Each thousandth is bad, in one of four ways. */
    private static Row row(long id, boolean mayBeBad) {
        int kind = mayBeBad && id % EVERY == 0 ? (int) (id / EVERY % 4) : -1;
        return row(
                id,
                kind == 0 ? "a text of more than twenty characters" : "short",
                kind == 1 ? -1 : 1,
                kind == 2 ? 9 : 1,
                kind == 3 ? "s1" : "s" + id);
    }

    private static void publish(String table, boolean mayBeBad) {
        for (long id = 1; id <= ROWS; id++) {
            CENTER.change(table, RowChange.insert(row(id, mayBeBad)));
        }
        CENTER.flush();
    }

    private static String aside(String condition) {
        return CENTER.value(
                "SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'part' AND " + condition);
    }

    @Test
    void of_a_hundred_thousand_rows_a_hundred_are_set_aside_and_come_in_order_once_the_master_takes_them() {
        publish("part", true);
        CENTER.awaitValue("SELECT COUNT(*) FROM part", String.valueOf(ROWS - 100));
        CENTER.awaitValue(
                "SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'part' AND state = 'refused'",
                "100");
        assertThat(CENTER.value("SELECT CONCAT(error_code, ':', COUNT(*)) FROM stationsync.sync_quarantine"
                        + " WHERE table_name = 'part' GROUP BY error_code ORDER BY error_code"))
                .isEqualTo("1062:25 1406:25 1452:25 4025:25");

        for (long id = EVERY; id <= ROWS; id += EVERY) {
            Row bad = row(id, true);
            CENTER.change("part", RowChange.update(bad, bad.with(Map.of("amount", Value.of(5)))));
            CENTER.change(
                    "part",
                    RowChange.update(
                            bad.with(Map.of("amount", Value.of(5))), bad.with(Map.of("amount", Value.of((int) id)))));
        }
        CENTER.change("part", RowChange.delete(row(1, true)));
        CENTER.flush();
        CENTER.awaitValue("SELECT COUNT(*) FROM part WHERE id = 1", "0");
        assertThat(aside("state = 'waiting'")).isEqualTo("200");

        CENTER.execute(
                "ALTER TABLE part MODIFY text varchar(200), DROP KEY serial, DROP CONSTRAINT not_negative",
                "INSERT INTO owner VALUES (9)");
        JsonNode retried = CENTER.post("retry", "{\"table\":\"part\",\"reason\":\"widened\"}")
                .body();
        assertThat(retried.path("applied").asInt()).as(retried.toString()).isEqualTo(300);
        assertThat(aside("TRUE")).isEqualTo("0");
        assertThat(CENTER.value("SELECT COUNT(*) FROM part WHERE id % 1000 = 0 AND amount = id"))
                .isEqualTo("100");
        assertThat(CENTER.value("SELECT text FROM part WHERE id = 4000"))
                .isEqualTo("a text of more than twenty characters");
    }

    /** No test: prints how much slower bad rows are than none. */
    @Test
    @EnabledIfSystemProperty(named = "stationsync.measure", matches = "true")
    void what_bad_rows_cost() {
        for (String table : new String[] {"clean", "swarm", "clean", "swarm"}) {
            boolean bad = table.equals("swarm");
            CENTER.execute("DELETE FROM stationsync.sync_quarantine", "DELETE FROM " + table);
            CENTER.stop();
            publish(table, bad);
            CENTER.start("--sync.tables.part.evolve=none");
            RunningCenter.await("begun", () -> rows(table) > 0);
            long first = rows(table);
            long start = System.nanoTime();
            RunningCenter.await("all applied", () -> rows(table) == (bad ? ROWS - 100 : ROWS));
            System.out.printf("%s: %,d rows/s%n", table, (ROWS - first) * 1_000_000_000L / (System.nanoTime() - start));
        }
    }

    private static long rows(String table) {
        return Long.parseLong(CENTER.value("SELECT COUNT(*) FROM " + table));
    }
}
