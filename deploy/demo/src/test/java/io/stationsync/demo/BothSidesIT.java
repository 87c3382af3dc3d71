package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.Meeting.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Edits at both ends that know nothing of each other, which an outage makes sure of, under every policy and both ways to
 * merge: both ends become equal, the value is the one that the table's policy names, and each conflict is counted and stored
 * once.
 */
class BothSidesIT {
    private static final Fleet FLEET = new Fleet(PolicyTable.in(FleetOptions.stations(Meeting.STATION)));
    private static final Station STATION = FLEET.station(Meeting.STATION);
    private static final Traffic TRAFFIC = new Traffic(FLEET);
    private static final AtomicLong NEXT_ID = new AtomicLong(1);
    private static final String CONTROL_WINS = PolicyTable.CONTROL_WINS.toString();

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    /** Where a meeting takes place. */
    private record Place(Meeting meeting, PolicyTable table, long id) {
        Ending ending() {
            return meeting.ending().apply(table);
        }

        List<String> atStation() {
            return meeting.atStation().apply(table, id);
        }

        List<String> atCenter() {
            return meeting.atCenter().apply(table, id);
        }

        String initialRow() {
            return insert(table.toString(), STATION, id, "0");
        }

        String key() {
            return "id=%d,code=%s".formatted(id, Meeting.STATION);
        }
    }

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
        allArrive();
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    @TestFactory
    Stream<DynamicContainer> whatever_keeps_them_apart() {
        return Outage.all(FLEET, STATION, CONTROL_WINS).stream()
                .map(outage -> DynamicContainer.dynamicContainer("while " + outage, meet(outage)));
    }

    /** Makes all edits in one outage, lets them meet, and has one test for each row of each table. */
    private static Stream<DynamicTest> meet(Outage outage) {
        List<Place> places = new ArrayList<>();
        for (PolicyTable table : PolicyTable.values()) {
            Meeting.ALL.forEach(meeting -> places.add(new Place(meeting, table, NEXT_ID.getAndIncrement())));
        }
        STATION.database().execute(places.stream().map(Place::initialRow).toArray(String[]::new));
        allArrive();
        long center = FLEET.center().service().pid();
        double before = counted();
        try {
            outage.begin().run();
            if (outage.centerFirst()) {
                edit(master(), places.stream().map(Place::atCenter));
            }
            edit(STATION.database(), places.stream().map(Place::atStation));
            if (!outage.centerFirst()) {
                edit(master(), places.stream().map(Place::atCenter));
            }
            outage.passed().run();
        } finally {
            outage.end().run();
        }
        allArrive();
        double counted = counted() - (FLEET.center().service().pid() == center ? before : 0);
        int expected =
                places.stream().mapToInt(place -> place.ending().conflicts()).sum();
        return Stream.concat(
                places.stream().map(BothSidesIT::outcome),
                Stream.of(
                        DynamicTest.dynamicTest("every conflict is counted once", () -> assertThat(counted)
                                .isEqualTo(expected)),
                        DynamicTest.dynamicTest(
                                "nothing circulates", () -> FLEET.awaitSilence(Duration.ofSeconds(2), PATIENCE)),
                        DynamicTest.dynamicTest("all tables are equal", () -> Stream.of(PolicyTable.values())
                                .forEach(table -> assertThat(STATION.difference(table.toString()))
                                        .isEmpty()))));
    }

    private static void allArrive() {
        for (PolicyTable table : PolicyTable.values()) {
            awaitRoundTrip(FLEET, table.toString(), STATION);
        }
    }

    private static void edit(Database database, Stream<List<String>> edits) {
        database.execute(edits.flatMap(List::stream).toArray(String[]::new));
    }

    private static double counted() {
        return FLEET.center()
                .service()
                .metrics()
                .sum("sync_conflicts_total", "station", Meeting.STATION)
                .orElse(0);
    }

    private static DynamicTest outcome(Place place) {
        return DynamicTest.dynamicTest(place.table() + ": " + place.meeting().name(), () -> {
            assertThat(Meeting.shown(master(), place.table(), place.id()))
                    .as("at the center")
                    .isEqualTo(place.ending().row());
            assertThat(Meeting.shown(STATION.database(), place.table(), place.id()))
                    .as("at the station")
                    .isEqualTo(place.ending().row());
            assertThat(master().number(
                                    "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = '%s' AND row_key = '%s'"
                                            .formatted(place.table(), place.key())))
                    .as("conflicts stored")
                    .isEqualTo(place.ending().conflicts());
        });
    }

    @Test
    void what_was_overruled_is_kept_with_both_rows() {
        long id = apart(
                (table, row) -> List.of(update(table.toString(), row, "text = 's'")),
                (table, row) -> List.of(update(table.toString(), row, "text = 'c'")));

        assertThat(kept(PolicyTable.CONTROL_WINS, id))
                .isEqualTo("[\"text\"]|0|s|c|control-wins|control-kept|station|decided");
        assertThat(kept(PolicyTable.STATION_WINS, id))
                .isEqualTo("[\"text\"]|0|s|c|station-wins|station-applied|control|decided");
        assertThat(kept(PolicyTable.NEWEST_WINS, id))
                .isEqualTo("[\"text\"]|0|s|c|newest-wins|control-kept|station|decided");
        assertThat(kept(PolicyTable.MANUAL, id)).isEqualTo("[\"text\"]|0|s|c|manual|control-kept|station|open");
    }

    @Test
    void what_a_delete_at_the_station_took_away_is_kept() {
        long id = apart(
                (table, row) -> List.of(delete(table.toString(), row)),
                (table, row) -> List.of(update(table.toString(), row, "text = 'c'")));

        assertThat(kept(PolicyTable.MANUAL, id)).isEqualTo("[\"text\"]|0|-|c|manual|row-deleted|control|decided");
    }

    @Test
    void a_delete_at_the_center_that_the_station_undid_is_kept() {
        long id = apart(
                (table, row) -> List.of(update(table.toString(), row, "text = 's'")),
                (table, row) -> List.of(delete(table.toString(), row)));

        assertThat(kept(PolicyTable.CONTROL_WINS, id)).endsWith("|0|s|-|control-wins|row-restored|control|decided");
    }

    @Test
    void of_a_row_that_both_inserted_the_stations_stays_and_the_centers_is_kept() {
        long id = apart(
                (table, row) -> List.of(insert(table.toString(), STATION, row + 600_000, "s")),
                (table, row) -> List.of(insert(table.toString(), STATION, row + 600_000, "c")));

        assertThat(kept(PolicyTable.CONTROL_WINS, id + 600_000))
                .isEqualTo("[\"text\"]|-|s|c|control-wins|station-applied|control|decided");
        assertThat(Meeting.shown(master(), PolicyTable.CONTROL_WINS, id + 600_000))
                .isEqualTo("s|0|8");
        assertThat(STATION.difference(CONTROL_WINS)).isEmpty();
    }

    /** Makes edits of one row of every table that know nothing of each other. @return the row's id */
    private static long apart(Meeting.Edits atStation, Meeting.Edits atCenter) {
        long id = NEXT_ID.getAndIncrement();
        List<PolicyTable> tables = List.of(PolicyTable.values());
        edit(STATION.database(), tables.stream().map(table -> List.of(insert(table.toString(), STATION, id, "0"))));
        allArrive();
        STATION.link().cut();
        try {
            edit(STATION.database(), tables.stream().map(table -> atStation.apply(table, id)));
            edit(master(), tables.stream().map(table -> atCenter.apply(table, id)));
        } finally {
            STATION.link().restore();
        }
        allArrive();
        return id;
    }

    /** The only conflict of the row. */
    private static String kept(PolicyTable table, long id) {
        List<Map<String, @Nullable String>> conflicts = master().query("""
                SELECT CONCAT_WS('|', columns, IFNULL(JSON_VALUE(base, '$.text'), '-'),
                                 IFNULL(JSON_VALUE(station_row, '$.text'), '-'),
                                 IFNULL(JSON_VALUE(control_row, '$.text'), '-'), policy, outcome, overruled, state) AS kept
                  FROM stationsync.sync_conflict
                 WHERE station = 'ST001' AND table_name = '%s' AND row_key = 'id=%d,code=ST001'""".formatted(table, id));
        assertThat(conflicts).hasSize(1);
        return String.valueOf(conflicts.get(0).get("kept"));
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
