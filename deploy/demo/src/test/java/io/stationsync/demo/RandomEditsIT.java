package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.EditBook.Commit;
import io.stationsync.demo.EditBook.Lost;
import io.stationsync.demo.EditedRow.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random edits of the same few rows at three stations and at the center, while everything is taken away again and again:
 * afterwards both sides are equal, no edit is lost without a trace ({@link EditBook} says what that means), and nothing
 * travels any more.
 *
 * <p>System properties: {@code random.seconds} says how long it goes on, {@code random.seed} repeats a run: the policies of
 * the tables, the operations of each writer and the outages are the same, in the same order. How they fall together in time,
 * and so which rows an operation finds, is not.
 */
class RandomEditsIT {
    private static final Logger log = LoggerFactory.getLogger(RandomEditsIT.class);
    private static final long SEED = Long.getLong("random.seed", 20_261_121);
    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("random.seconds", 60));
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration SILENCE = Duration.ofSeconds(6);
    private static final int LOST_SHOWN = 3;

    private static final List<EditedTable> TABLES = List.of(
            EditedTable.withCode("with_code"),
            EditedTable.withoutCode("without_code"),
            EditedTable.withTwoKeyColumns("two_key_columns"),
            EditedTable.withStamp("with_stamp"));
    private static final Map<String, String> POLICIES = policies(new Random(SEED));
    private static final Fleet FLEET = new Fleet(options());

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    private final EditBook book = new EditBook();
    private final RandomOutages outages = new RandomOutages(FLEET, SEED);

    /** Each policy for one table, and one table merged by row. */
    private static Map<String, String> policies(Random random) {
        List<EditedTable> plain = new ArrayList<>(
                TABLES.stream().filter(table -> !table.stamped()).toList());
        Collections.shuffle(plain, random);
        Map<String, String> policies = new TreeMap<>();
        List<String> conflict = List.of("control-wins", "station-wins", "manual");
        for (int i = 0; i < plain.size(); i++) {
            policies.put("sync.tables.%s.conflict".formatted(plain.get(i).name()), conflict.get(i));
        }
        policies.put(
                "sync.tables.%s.merge"
                        .formatted(plain.get(random.nextInt(plain.size())).name()),
                "row");
        policies.put("sync.tables.with_stamp.conflict", "newest-wins");
        policies.put("sync.tables.with_stamp.newest-by", EditedTable.STAMP);
        return policies;
    }

    private static FleetOptions options() {
        FleetOptions options = FleetOptions.stations("ST001", "ST002", "ST003")
                .withTables(TABLES.stream().map(EditedTable::table).toArray(SyncedTable[]::new));
        for (Map.Entry<String, String> policy : POLICIES.entrySet()) {
            options = options.withCenterProperty(policy.getKey(), policy.getValue());
        }
        return options;
    }

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static CenterDatabase master() {
        return FLEET.center().database();
    }

    @Test
    void both_sides_become_equal_and_no_edit_is_lost_without_a_trace() {
        log.info("-Drandom.seed={} repeats the edits and outages; policies {}", SEED, POLICIES);
        List<EditingWriter> writers = writers();
        try {
            witnesses().forEach(RandomEditsIT::insertWitness);
            awaitRoundTrip("0");

            writers.forEach(EditingWriter::start);
            outages.goOnFor(DURATION);
            writers.forEach(EditingWriter::stop);

            log.info("writing ends; waiting for what is on its way");
            FLEET.services().forEach(Victim::restart);
            FLEET.services().forEach(service -> service.awaitRunning(PATIENCE));
            awaitRoundTrip("1");
            FLEET.awaitSilence(SILENCE, PATIENCE);
            assertEqual();
            assertNothingLost();
            assertNothingStandsStill();
        } catch (Throwable e) {
            String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new AssertionError(
                    "%s with -Drandom.seed=%d -Drandom.seconds=%d, policies %s, after outages of %s"
                            .formatted(what, SEED, DURATION.toSeconds(), POLICIES, outages.counts()),
                    e);
        } finally {
            writers.forEach(EditingWriter::close);
        }
    }

    /** For each station its application and an operator at the center. */
    private List<EditingWriter> writers() {
        Random seeds = new Random(SEED);
        List<EditingWriter> writers = new ArrayList<>();
        for (Station station : FLEET.stations()) {
            String code = station.code();
            writers.add(new EditingWriter(
                    code + "-s",
                    Side.STATION,
                    station.database(),
                    new EditOperations(TABLES, code, seeds.nextLong()),
                    book));
            writers.add(new EditingWriter(
                    code + "-c", Side.CENTER, master(), new EditOperations(TABLES, code, seeds.nextLong()), book));
        }
        return writers;
    }

    private static List<EditedRow> witnesses() {
        return FLEET.stations().stream()
                .flatMap(station -> TABLES.stream().map(table -> table.witness(station.code())))
                .toList();
    }

    private static void insertWitness(EditedRow witness) {
        Map<String, String> values = new HashMap<>();
        EditedTable.traced().forEach(column -> values.put(column, "witness"));
        values.putAll(witness.table().stamped() ? Map.of(EditedTable.STAMP, "0") : Map.of());
        FLEET.station(witness.station()).database().execute(witness.insert(Side.STATION, values));
    }

    /**
     * Returns when every change made at the stations before has been applied at the center, and everything that the center
     * sends because of it or of its own edits has been applied at the stations: both ways keep the order, each table of each
     * station has its own way up, and a row on each of them is edited at the station first and then at the center.
     */
    private static void awaitRoundTrip(String text) {
        for (EditedRow witness : witnesses()) {
            FLEET.station(witness.station())
                    .database()
                    .execute(witness.update(Side.STATION, Map.of("a", "up " + text)));
        }
        for (EditedRow witness : witnesses()) {
            Tables.await(master(), witness.select(Side.CENTER, List.of("a")), "up " + text);
        }
        for (EditedRow witness : witnesses()) {
            master().execute(witness.update(Side.CENTER, Map.of("a", "down " + text)));
        }
        for (EditedRow witness : witnesses()) {
            Database station = FLEET.station(witness.station()).database();
            Tables.await(station, witness.select(Side.STATION, List.of("a")), "down " + text);
        }
    }

    private static void assertEqual() {
        for (Station station : FLEET.stations()) {
            for (EditedTable table : TABLES) {
                assertThat(station.difference(table.name()))
                        .as("%s of %s", table.name(), station)
                        .isEmpty();
            }
        }
    }

    private void assertNothingLost() {
        Map<RowAddress, List<StoredConflict>> conflicts = StoredConflict.all(master());
        List<Lost> lost = book.lost(rows(), conflicts);
        log.info(
                "{} edits, {} more perhaps, {} conflicts, outages of {}",
                book.count(Commit.DONE),
                book.count(Commit.MAYBE),
                conflicts.values().stream()
                        .flatMap(List::stream)
                        .collect(Collectors.groupingBy(StoredConflict::outcome, Collectors.counting())),
                outages.counts());
        assertThat(lost.stream().limit(LOST_SHOWN).map(edit -> describe(edit, conflicts)))
                .as("%d lost edits, the first of them", lost.size())
                .isEmpty();
        assertThat(book.unfounded(conflicts).stream().limit(LOST_SHOWN))
                .as("deletes of the center that it has not made, the first of them")
                .isEmpty();
    }

    private String describe(Lost lost, Map<RowAddress, List<StoredConflict>> conflicts) {
        RowAddress row = lost.edit().row();
        return "%n%s of %s%non %s, which is now %s%nedits:%n%s%nconflicts:%n%s%n"
                .formatted(
                        lost.what(),
                        lost.edit(),
                        row,
                        rows().get(row),
                        book.history(lost.edit()),
                        conflicts.getOrDefault(row, List.of()).stream()
                                .map(StoredConflict::toString)
                                .collect(Collectors.joining("\n")));
    }

    /** What the master tables have, which is what the stations have. */
    private static Map<RowAddress, Map<String, String>> rows() {
        Map<RowAddress, Map<String, String>> rows = new HashMap<>();
        for (EditedTable table : TABLES) {
            for (Map<String, @Nullable String> row : master().query("SELECT * FROM " + table.name())) {
                List<Integer> key = table.keyColumns().stream()
                        .map(column -> Integer.valueOf(String.valueOf(row.get(column))))
                        .toList();
                Map<String, String> traced = EditedTable.traced().stream()
                        .collect(Collectors.toMap(column -> column, column -> String.valueOf(row.get(column))));
                rows.put(table.row(String.valueOf(row.get("code")), key).address(), traced);
            }
        }
        return rows;
    }

    private static void assertNothingStandsStill() {
        FLEET.services().forEach(service -> service.awaitRunning(PATIENCE));
        assertThat(Components.details(FLEET.center().service(), "apply").path("standingStill"))
                .as("tables that stand still")
                .isEmpty();
    }
}
