package io.stationsync.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fixed story of changes at two stations and the center, and whether it ended as it must. Needs a started fleet of
 * ST001 and ST002 with empty tables.
 */
final class Scenario {
    static final String TABLE = SyncedTable.KAFKA_TEST.name();
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final String MASTER_IDS = "SELECT CONCAT(code, '/', id) AS k, master_id AS m FROM kafka_test";

    private static final Map<String, String> FINALLY_AT_ST001 = Map.of(
            "1", "changed while the agent was dead",
            "2", "changed at ST001",
            "5", "corrected while the agent was dead",
            "6", "added while the agent was dead");
    private static final Map<String, String> FINALLY_AT_ST002 =
            Map.of("1", "first of ST002", "2", "corrected by the center");

    private final Fleet fleet;
    private final Consumer<String> out;
    private final List<Check> checks = new ArrayList<>();
    private Map<String, @Nullable String> masterIds = Map.of();

    /** @param out hears what happens, line by line */
    Scenario(Fleet fleet, Consumer<String> out) {
        this.fleet = fleet;
        this.out = out;
    }

    /** Runs the story; after a step that fails only the end is checked. */
    List<Check> run() {
        boolean told = step("Both stations insert rows: the same ids at both", this::insert)
                && step("ST001 changes row 2", this::changeAtStation)
                && step("The center corrects row 2 of ST002", this::editAtCenter)
                && step("The center deletes row 3 of ST001, ST002 deletes its own row 3", this::deleteOnBothSides)
                && step("The agent of ST001 is killed, both sides go on, the agent starts again", this::killAgent);
        if (!told) {
            out.accept("The story ends here.");
        }
        checkEnd();
        return List.copyOf(checks);
    }

    /** What is done by {@code changes} must become equal on all sides. */
    private boolean step(String what, Runnable changes) {
        out.accept(what);
        Check check = Check.that(what + ", and all sides agree", () -> {
            changes.run();
            fleet.awaitEqual(TABLE, PATIENCE);
        });
        checks.add(check);
        return check.holds();
    }

    private StationDatabase st001() {
        return fleet.station("ST001").database();
    }

    private StationDatabase st002() {
        return fleet.station("ST002").database();
    }

    private CenterDatabase center() {
        return fleet.center().database();
    }

    static String insert(String code, String text) {
        return "INSERT INTO kafka_test (text, code, create_date, modify_date) VALUES ('%s', '%s', NOW(), NOW())"
                .formatted(text, code);
    }

    private static String update(String text, String where) {
        return "UPDATE kafka_test SET text = '%s', modify_date = NOW() WHERE %s".formatted(text, where);
    }

    private void insert() {
        st001().execute(insert("ST001", "first of ST001"), insert("ST001", "second of ST001"));
        st001().transaction(
                        insert("ST001", "third of ST001"),
                        insert("ST001", "fourth of ST001"),
                        insert("ST001", "fifth of ST001"));
        st002().execute(
                        insert("ST002", "first of ST002"),
                        insert("ST002", "second of ST002"),
                        insert("ST002", "third of ST002"));
    }

    private void changeAtStation() {
        masterIds = masterIds();
        st001().execute(update("changed at ST001", "id = 2"));
    }

    private void editAtCenter() {
        center().execute(update("corrected by the center", "code = 'ST002' AND id = 2"));
    }

    private void deleteOnBothSides() {
        center().execute("DELETE FROM kafka_test WHERE code = 'ST001' AND id = 3");
        st002().execute("DELETE FROM kafka_test WHERE id = 3");
    }

    private void killAgent() {
        ServiceProcess agent = fleet.station("ST001").agent();
        agent.kill();
        st001().execute(
                        insert("ST001", "added while the agent was dead"),
                        update("changed while the agent was dead", "id = 1"),
                        "DELETE FROM kafka_test WHERE id = 4");
        center().execute(update("corrected while the agent was dead", "code = 'ST001' AND id = 5"));
        agent.start();
        agent.awaitHealthy(PATIENCE);
    }

    private void checkEnd() {
        checks.add(Check.that(
                "When all is done nothing circulates: the topics keep their ends for %d s"
                        .formatted(SILENCE.toSeconds()),
                () -> fleet.awaitSilence(SILENCE, PATIENCE)));
        for (Station station : fleet.stations()) {
            checks.add(new Check(
                    "%s and the center agree in every column of every row".formatted(station),
                    station.difference(TABLE)));
        }
        checks.add(Check.equal(
                "ST001 has its four rows, and only the edits meant for it",
                sorted(FINALLY_AT_ST001),
                texts(st001(), "")));
        checks.add(Check.equal(
                "ST002 has its two rows, and only the edits meant for it",
                sorted(FINALLY_AT_ST002),
                texts(st002(), "")));
        checks.add(Check.equal(
                "The center has the rows of ST001",
                sorted(FINALLY_AT_ST001),
                texts(center(), " WHERE code = 'ST001'")));
        checks.add(Check.equal(
                "The center has the rows of ST002",
                sorted(FINALLY_AT_ST002),
                texts(center(), " WHERE code = 'ST002'")));
        checks.add(Check.equal("The center has no other rows", 6L, center().number("SELECT COUNT(*) FROM kafka_test")));
        checkMasterIds();
        fleet.services()
                .forEach(service -> checks.add(Check.equal(
                        "%s is healthy".formatted(service),
                        "UP",
                        service.health().path("status").asString("silent"))));
    }

    private void checkMasterIds() {
        Map<String, @Nullable String> now = masterIds();
        checks.add(Check.equal(
                "Each row has a master_id of its own",
                now.size(),
                Set.copyOf(now.values().stream().map(String::valueOf).toList()).size()));
        Map<String, @Nullable String> before = new TreeMap<>(masterIds);
        before.keySet().retainAll(now.keySet());
        Map<String, @Nullable String> after = new TreeMap<>(now);
        after.keySet().retainAll(before.keySet());
        checks.add(Check.equal("No edit changed a master_id", before, after));
        checks.add(Check.equal(
                "Rows that were there before the edits are still there",
                new TreeSet<>(Set.of("ST001/1", "ST001/2", "ST001/5", "ST002/1", "ST002/2")).toString(),
                before.keySet().stream().sorted().collect(Collectors.joining(", ", "[", "]"))));
    }

    private Map<String, @Nullable String> masterIds() {
        Map<String, @Nullable String> ids = new LinkedHashMap<>();
        center().query(MASTER_IDS).forEach(row -> ids.put(String.valueOf(row.get("k")), row.get("m")));
        return ids;
    }

    private static Map<String, @Nullable String> texts(Database database, String where) {
        Map<String, @Nullable String> texts = new TreeMap<>();
        database.query("SELECT id, text FROM kafka_test" + where)
                .forEach(row -> texts.put(String.valueOf(row.get("id")), row.get("text")));
        return texts;
    }

    private static Map<String, @Nullable String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
