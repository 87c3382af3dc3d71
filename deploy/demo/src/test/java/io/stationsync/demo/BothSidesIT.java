package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.like;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Edits at both ends that know nothing of each other, which an outage makes sure of: both ends become equal, and the value
 * is the one that the table's policy names.
 */
class BothSidesIT {
    private static final String CONTROL_WINS = "control_wins";
    private static final String STATION_WINS = "station_wins";
    private static final String GONE = "gone";

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(like(CONTROL_WINS), like(STATION_WINS))
            .withCenterProperty("sync.tables.station_wins.conflict", "station-wins"));
    private static final Station STATION = FLEET.station("ST001");
    private static final Traffic TRAFFIC = new Traffic(FLEET);
    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    /** Edits of one row, made from its table and id. */
    private interface Edits extends BiFunction<String, Long, List<String>> {}

    /**
     * One row that has the text {@code 0} at both ends before the edits.
     *
     * @param name a sentence
     * @param control the text at both ends afterwards where the center wins, {@link #GONE} if the row is
     * @param station the same where the station wins
     * @param controlConflicts how many are counted where the center wins
     * @param stationConflicts how many are counted where the station wins
     */
    private record Meeting(
            String name,
            Edits atStation,
            Edits atCenter,
            String control,
            String station,
            int controlConflicts,
            int stationConflicts) {

        String expected(String table) {
            return table.equals(CONTROL_WINS) ? control : station;
        }

        int conflicts(String table) {
            return table.equals(CONTROL_WINS) ? controlConflicts : stationConflicts;
        }
    }

    private static Meeting meeting(String name, Edits atStation, Edits atCenter, String both) {
        return new Meeting(name, atStation, atCenter, both, both, 0, 0);
    }

    private static final Edits NONE = (table, id) -> List.of();
    private static final Edits DELETE = (table, id) -> List.of(delete(table, id));

    private static Edits texts(String... texts) {
        return (table, id) -> Stream.of(texts)
                .map(text -> update(table, id, "text = '" + text + "'"))
                .toList();
    }

    private static Edits deleteAndInsert(String text) {
        return (table, id) -> List.of(delete(table, id), insert(table, STATION, id, text));
    }

    private static final List<Meeting> MEETINGS = List.of(
            meeting("an edit at the station reaches the center", texts("e"), NONE, "e"),
            meeting("an edit at the center reaches the station", NONE, texts("c"), "c"),
            new Meeting("the policy decides about a column edited at both", texts("e"), texts("c"), "c", "e", 1, 1),
            meeting(
                    "the station's edit wins over edits at the center that return to what the station saw",
                    texts("2"),
                    texts("1", "0"),
                    "2"),
            meeting(
                    "edits of different columns are merged",
                    (table, id) -> List.of(update(table, id, "modify_date = '2026-11-21 12:00:00'")),
                    texts("c"),
                    "c"),
            meeting("the same edit at both is no conflict", texts("x"), texts("x"), "x"),
            new Meeting(
                    "the policy decides about several edits at both",
                    texts("e1", "e2", "e3"),
                    texts("c1", "c2"),
                    "c2",
                    "e3",
                    3,
                    1),
            new Meeting(
                    "the policy decides when the station returns to the value before",
                    texts("e", "0"),
                    texts("c"),
                    "c",
                    "0",
                    2,
                    1),
            new Meeting(
                    "the policy decides about a NULL",
                    (table, id) -> List.of(update(table, id, "text = NULL")),
                    texts("c"),
                    "c",
                    "null",
                    1,
                    1),
            meeting("a row deleted at the station and edited at the center is gone", DELETE, texts("c"), GONE),
            meeting("a row edited at the station and deleted at the center is back", texts("e"), DELETE, "e"),
            meeting("a row deleted at both is gone", DELETE, DELETE, GONE),
            meeting("a delete that the center undoes leaves the row", NONE, deleteAndInsert("undone"), "undone"),
            new Meeting(
                    "the policy decides about a row that the center deleted and inserted again",
                    texts("e"),
                    deleteAndInsert("c"),
                    "c",
                    "e",
                    1,
                    1),
            meeting(
                    "a row deleted at the station is gone though the center deleted and inserted it again",
                    DELETE,
                    deleteAndInsert("c"),
                    GONE),
            meeting(
                    "a row that the station deleted and inserted again is the station's",
                    deleteAndInsert("again"),
                    texts("c"),
                    "again"),
            meeting(
                    "a row that the station gave another key is gone under the old one",
                    (table, id) -> List.of(update(table, id, "id = id + 500000")),
                    texts("c"),
                    GONE),
            meeting(
                    "a row that the center deleted while the station gave it another key has the new one",
                    (table, id) -> List.of(
                            update(table, id, "id = id + 500000, text = 'moved'"),
                            update(table, id + 500_000, "id = " + id)),
                    DELETE,
                    "moved"));

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    @TestFactory
    Stream<DynamicTest> while_the_station_is_cut_off() {
        return meet(() -> STATION.link().cut(), () -> STATION.link().restore());
    }

    @TestFactory
    Stream<DynamicTest> while_the_agent_is_killed() {
        return meet(() -> STATION.agent().kill(), () -> STATION.agent().start());
    }

    @TestFactory
    Stream<DynamicTest> while_the_center_is_cut_off() {
        return meet(
                () -> FLEET.center().link().cut(), () -> FLEET.center().link().restore());
    }

    @TestFactory
    Stream<DynamicTest> while_the_center_is_killed() {
        return meet(
                () -> FLEET.center().service().kill(),
                () -> FLEET.center().service().start());
    }

    @TestFactory
    Stream<DynamicTest> while_kafka_is_killed() {
        return meet(() -> FLEET.kafka().kill(), () -> FLEET.kafka().start());
    }

    /** Where a meeting took place. */
    private record Place(Meeting meeting, String table, long id) {}

    /** Makes all edits in one outage, lets them meet, and has one test for each row of each table. */
    private static Stream<DynamicTest> meet(Runnable outage, Runnable end) {
        List<Place> places = new ArrayList<>();
        for (String table : List.of(CONTROL_WINS, STATION_WINS)) {
            for (Meeting meeting : MEETINGS) {
                places.add(new Place(meeting, table, NEXT_ID.getAndIncrement()));
            }
        }
        STATION.database()
                .execute(places.stream()
                        .map(place -> insert(place.table(), STATION, place.id(), "0"))
                        .toArray(String[]::new));
        allArrive();
        long center = FLEET.center().service().pid();
        Map<String, Double> before = conflicts();
        Map<String, Long> storedBefore = storedConflicts();
        outage.run();
        try {
            edit(STATION.database(), places, Meeting::atStation);
            edit(master(), places, Meeting::atCenter);
        } finally {
            end.run();
        }
        allArrive();
        if (FLEET.center().service().pid() != center) {
            before.replaceAll((table, count) -> 0.0);
        }
        Map<String, Double> after = conflicts();
        Map<String, Long> storedAfter = storedConflicts();
        return Stream.concat(
                places.stream().map(BothSidesIT::outcome),
                Stream.of(CONTROL_WINS, STATION_WINS)
                        .map(table -> DynamicTest.dynamicTest(
                                table + ": each conflict is counted and stored once and both tables are equal", () -> {
                                    assertThat(Objects.requireNonNull(storedAfter.get(table))
                                                    - Objects.requireNonNull(storedBefore.get(table)))
                                            .isEqualTo(MEETINGS.stream()
                                                    .mapToInt(meeting -> meeting.conflicts(table))
                                                    .sum());
                                    assertThat(Objects.requireNonNull(after.get(table))
                                                    - Objects.requireNonNull(before.get(table)))
                                            .isEqualTo(MEETINGS.stream()
                                                    .mapToInt(meeting -> meeting.conflicts(table))
                                                    .sum());
                                    assertThat(STATION.difference(table)).isEmpty();
                                })));
    }

    private static void allArrive() {
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);
        awaitRoundTrip(FLEET, STATION_WINS, STATION);
    }

    private static void edit(Database database, List<Place> places, Function<Meeting, Edits> side) {
        database.execute(places.stream()
                .flatMap(place -> side.apply(place.meeting()).apply(place.table(), place.id()).stream())
                .toArray(String[]::new));
    }

    private static Map<String, Double> conflicts() {
        Metrics metrics = FLEET.center().service().metrics();
        Map<String, Double> conflicts = new HashMap<>();
        for (String table : List.of(CONTROL_WINS, STATION_WINS)) {
            conflicts.put(
                    table,
                    metrics.sum("sync_conflicts_total", "table", table, "station", "ST001")
                            .orElse(0));
        }
        return conflicts;
    }

    private static Map<String, Long> storedConflicts() {
        Map<String, Long> stored = new HashMap<>();
        for (String table : List.of(CONTROL_WINS, STATION_WINS)) {
            stored.put(
                    table,
                    master().number("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = '%s'"
                            .formatted(table)));
        }
        return stored;
    }

    private static DynamicTest outcome(Place place) {
        String select = "SELECT text FROM %s WHERE id = %d".formatted(place.table(), place.id());
        return DynamicTest.dynamicTest(place.table() + ": " + place.meeting().name(), () -> {
            String expected = place.meeting().expected(place.table());
            assertThat(text(STATION.database(), select)).as("at the station").isEqualTo(expected);
            assertThat(text(master(), select)).as("at the center").isEqualTo(expected);
        });
    }

    private static String text(Database database, String select) {
        return database.query(select).stream()
                .map(row -> String.valueOf(row.get("text")))
                .findFirst()
                .orElse(GONE);
    }

    @Test
    void what_was_overruled_is_kept_with_both_rows() {
        long id = NEXT_ID.getAndIncrement();
        STATION.database().execute(insert(CONTROL_WINS, STATION, id, "0"), insert(STATION_WINS, STATION, id, "0"));
        allArrive();
        STATION.link().cut();
        try {
            for (String table : List.of(CONTROL_WINS, STATION_WINS)) {
                STATION.database().execute(update(table, id, "text = 's'"));
                master().execute(update(table, id, "text = 'c'"));
            }
        } finally {
            STATION.link().restore();
        }
        allArrive();

        String kept = """
                SELECT CONCAT_WS('|', station, columns, JSON_VALUE(base, '$.text'), JSON_VALUE(station_row, '$.text'),
                                 JSON_VALUE(control_row, '$.text'), policy, overruled)
                  FROM stationsync.sync_conflict WHERE table_name = '%s' AND row_key = 'id=%d,code=ST001'""";
        assertThat(master().query(kept.formatted(CONTROL_WINS, id))).hasSize(1);
        assertThat(master().value(kept.formatted(CONTROL_WINS, id)))
                .isEqualTo("ST001|[\"text\"]|0|s|c|control-wins|station");
        assertThat(master().value(kept.formatted(STATION_WINS, id)))
                .isEqualTo("ST001|[\"text\"]|0|s|c|station-wins|control");
    }

    @Test
    void merged_columns_are_those_of_both() {
        long id = NEXT_ID.getAndIncrement();
        STATION.database().execute(insert(CONTROL_WINS, STATION, id, "0"));
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);
        STATION.link().cut();
        try {
            STATION.database().execute(update(CONTROL_WINS, id, "modify_date = '2026-11-21 12:00:00'"));
            master().execute(update(CONTROL_WINS, id, "text = 'c', create_date = '2001-01-01'"));
        } finally {
            STATION.link().restore();
        }
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);

        String select = "SELECT CONCAT_WS('|', text, create_date, modify_date) FROM control_wins WHERE id = " + id;
        assertThat(master().value(select)).isEqualTo("c|2001-01-01 00:00:00|2026-11-21 12:00:00");
        assertThat(STATION.database().value(select)).isEqualTo("c|2001-01-01 00:00:00|2026-11-21 12:00:00");
    }

    @Test
    void the_center_repeats_the_value_that_the_station_is_about_to_overwrite() {
        long id = NEXT_ID.getAndIncrement();
        STATION.database().execute(insert(CONTROL_WINS, STATION, id, "0"));
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);
        Map<String, Long> ends = TRAFFIC.ends();
        FLEET.center().link().cut();
        try {
            master().execute(update(CONTROL_WINS, id, "text = '1'"), update(CONTROL_WINS, id, "text = '0'"));
            STATION.database().execute(update(CONTROL_WINS, id, "text = '2'"));
        } finally {
            FLEET.center().link().restore();
        }
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);

        assertThat(TRAFFIC.since(ends))
                .filteredOn(message -> message.id() == id && message.topic().equals("sync.down.ST001"))
                .map(message -> message.after("text"))
                .containsExactly("1", "0", "2");
    }
}
