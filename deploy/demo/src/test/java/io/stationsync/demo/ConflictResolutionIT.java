package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.like;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What an operator decides about a conflict is what both sides have in the end. */
class ConflictResolutionIT {
    private static final String BY_HAND = "by_hand";
    private static final String STATION_WINS = "station_wins";
    private static final String CONTROL_WINS = "control_wins";
    private static final String GONE = "gone";

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(like(BY_HAND), like(STATION_WINS), like(CONTROL_WINS))
            .withCenterProperty("sync.tables.by_hand.conflict", "manual")
            .withCenterProperty("sync.tables.station_wins.conflict", "station-wins"));
    private static final Station STATION = FLEET.station("ST001");
    private static final Operator OPERATOR = new Operator(FLEET.center());
    private static final Traffic TRAFFIC = new Traffic(FLEET);
    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    /** Every conflict that the tests need, made in one outage. */
    private static final List<ContestedRow> ROWS = new ArrayList<>();

    private static final ContestedRow KEPT = edits(BY_HAND);
    private static final ContestedRow REVERSED = edits(BY_HAND);
    private static final ContestedRow GIVEN_VALUES = edits(BY_HAND);
    private static final ContestedRow MOVED_ON = edits(BY_HAND);
    private static final ContestedRow LEFT_OPEN = edits(BY_HAND);
    private static final ContestedRow APPLIED = edits(STATION_WINS);
    private static final ContestedRow APPLIED_RIGHTLY = edits(STATION_WINS);
    private static final ContestedRow RULED = edits(CONTROL_WINS);
    private static final ContestedRow RULED_WHILE_AWAY = edits(CONTROL_WINS);
    private static final ContestedRow DELETED = stationDeletes();
    private static final ContestedRow DELETED_RIGHTLY = stationDeletes();
    private static final ContestedRow DELETED_BUT_NEEDED = stationDeletes();
    private static final ContestedRow DELETED_WHILE_AWAY = stationDeletes();
    private static final ContestedRow RESTORED = centerDeletes();
    private static final ContestedRow RESTORED_RIGHTLY = centerDeletes();
    private static final ContestedRow RESTORED_WITH_VALUES = centerDeletes();

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    /** A row of its own, edited at both ends without their knowing of each other. */
    private record ContestedRow(String table, long id, String atStation, String atCenter) {
        String select() {
            return "SELECT text FROM %s WHERE id = %d".formatted(table, id);
        }
    }

    private static ContestedRow edits(String table) {
        long id = NEXT_ID.getAndIncrement();
        return row(table, id, update(table, id, "text = 's'"), update(table, id, "text = 'c'"));
    }

    private static ContestedRow stationDeletes() {
        long id = NEXT_ID.getAndIncrement();
        return row(CONTROL_WINS, id, delete(CONTROL_WINS, id), update(CONTROL_WINS, id, "text = 'c'"));
    }

    private static ContestedRow centerDeletes() {
        long id = NEXT_ID.getAndIncrement();
        return row(CONTROL_WINS, id, update(CONTROL_WINS, id, "text = 's'"), delete(CONTROL_WINS, id));
    }

    private static ContestedRow row(String table, long id, String atStation, String atCenter) {
        ContestedRow row = new ContestedRow(table, id, atStation, atCenter);
        ROWS.add(row);
        return row;
    }

    @BeforeAll
    static void makeConflicts() {
        FLEET.start(PATIENCE);
        for (ContestedRow row : ROWS) {
            STATION.database().execute(insert(row.table(), STATION, row.id(), "0"));
        }
        allArrive();
        STATION.link().cut();
        try {
            for (ContestedRow row : ROWS) {
                STATION.database().execute(row.atStation());
                master().execute(row.atCenter());
            }
        } finally {
            STATION.link().restore();
        }
        allArrive();
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    @AfterEach
    void both_sides_are_equal() {
        for (String table : List.of(BY_HAND, STATION_WINS, CONTROL_WINS)) {
            assertThat(STATION.difference(table)).as(table).isEmpty();
        }
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static void allArrive() {
        for (String table : List.of(BY_HAND, STATION_WINS, CONTROL_WINS)) {
            awaitRoundTrip(FLEET, table, STATION);
        }
    }

    private static JsonNode conflict(ContestedRow row) {
        return OPERATOR.conflict(row.table(), STATION, row.id());
    }

    private static Answer resolve(ContestedRow row, String decision) {
        return OPERATOR.resolve(conflict(row), decision);
    }

    private static String keep(String side) {
        return "\"decision\":\"keep-%s\"".formatted(side);
    }

    /** Decides, lets everything travel that follows from it, and tells what has: of this row, in order. */
    private static List<String> decide(ContestedRow row, String decision, String state) {
        Map<String, Long> ends = TRAFFIC.ends();

        Answer answer = resolve(row, decision);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("state").asString()).isEqualTo(state);
        assertThat(answer.body().path("resolvedBy").asString()).isEqualTo(Center.USER);
        // Once for what the decision sends, and once more for what that might cause.
        awaitRoundTrip(FLEET, row.table(), STATION);
        awaitRoundTrip(FLEET, row.table(), STATION);
        return TRAFFIC.since(ends).stream()
                .filter(message -> message.id() == row.id() && message.table().equals(row.table()))
                .map(message -> "%s %s".formatted(message.topic().replaceAll("sync\\.(\\w+)\\..*", "$1"), message.op()))
                .toList();
    }

    private static void assertBoth(ContestedRow row, String text) {
        assertThat(text(STATION.database(), row)).as("at the station").isEqualTo(text);
        assertThat(text(master(), row)).as("at the center").isEqualTo(text);
    }

    private static String text(Database database, ContestedRow row) {
        return database.query(row.select()).stream()
                .map(found -> String.valueOf(found.get("text")))
                .findFirst()
                .orElse(GONE);
    }

    @Test
    void an_open_conflict_is_confirmed_and_nothing_travels() {
        assertThat(conflict(KEPT).path("state").asString()).isEqualTo("open");

        assertThat(decide(KEPT, keep("control"), "confirmed")).isEmpty();

        assertBoth(KEPT, "c");
    }

    @Test
    void the_stations_value_comes_back_to_both() {
        assertThat(decide(REVERSED, keep("station"), "reversed")).containsExactly("down u");

        assertBoth(REVERSED, "s");
    }

    @Test
    void a_third_value_goes_to_both() {
        assertThat(decide(GIVEN_VALUES, "\"decision\":\"values\",\"values\":{\"text\":\"v\"}", "reversed"))
                .containsExactly("down u");

        assertBoth(GIVEN_VALUES, "v");
    }

    @Test
    void a_value_that_the_station_had_applied_is_reversed() {
        assertThat(conflict(APPLIED).path("outcome").asString()).isEqualTo("station-applied");

        assertThat(decide(APPLIED, keep("control"), "reversed")).containsExactly("down u");

        assertBoth(APPLIED, "c");
    }

    @Test
    void a_value_that_the_station_had_applied_is_confirmed() {
        assertThat(decide(APPLIED_RIGHTLY, keep("station"), "confirmed")).isEmpty();

        assertBoth(APPLIED_RIGHTLY, "s");
    }

    @Test
    void what_a_rule_decided_is_reversed() {
        assertThat(conflict(RULED).path("state").asString()).isEqualTo("decided");

        assertThat(decide(RULED, keep("station"), "reversed")).containsExactly("down u");

        assertBoth(RULED, "s");
    }

    @Test
    void a_row_that_the_station_deleted_is_back_at_both() {
        assertThat(conflict(DELETED).path("outcome").asString()).isEqualTo("row-deleted");
        assertBoth(DELETED, GONE);

        assertThat(decide(DELETED, keep("control"), "reversed")).containsExactly("down d", "down x");

        assertBoth(DELETED, "c");
    }

    @Test
    void a_delete_of_the_station_is_confirmed() {
        assertThat(decide(DELETED_RIGHTLY, keep("station"), "confirmed")).isEmpty();

        assertBoth(DELETED_RIGHTLY, GONE);
    }

    @Test
    void a_row_that_the_station_deleted_is_back_at_both_with_values_of_the_operator() {
        assertThat(decide(DELETED_BUT_NEEDED, "\"decision\":\"values\",\"values\":{\"text\":\"v\"}", "reversed"))
                .containsExactly("down d", "down x");

        assertBoth(DELETED_BUT_NEEDED, "v");
    }

    @Test
    void a_row_that_the_station_brought_back_is_gone_at_both() {
        assertThat(conflict(RESTORED).path("outcome").asString()).isEqualTo("row-restored");
        assertBoth(RESTORED, "s");

        assertThat(decide(RESTORED, keep("control"), "reversed")).containsExactly("down d");

        assertBoth(RESTORED, GONE);
    }

    @Test
    void a_row_that_the_station_brought_back_is_confirmed() {
        assertThat(decide(RESTORED_RIGHTLY, keep("station"), "confirmed")).isEmpty();

        assertBoth(RESTORED_RIGHTLY, "s");
    }

    @Test
    void a_row_that_the_station_brought_back_gets_values_of_the_operator() {
        assertThat(decide(RESTORED_WITH_VALUES, "\"decision\":\"values\",\"values\":{\"text\":\"v\"}", "reversed"))
                .containsExactly("down u");

        assertBoth(RESTORED_WITH_VALUES, "v");
    }

    /** As a load in which the center's rows count makes it, while the delete is still under way. */
    @Test
    void a_row_that_the_center_had_deleted_is_back_at_both() {
        ContestedRow row = new ContestedRow(CONTROL_WINS, NEXT_ID.getAndIncrement(), "", "");
        STATION.database().execute(insert(CONTROL_WINS, STATION, row.id(), "0"));
        allArrive();
        master().execute(delete(CONTROL_WINS, row.id()));
        allArrive();
        assertBoth(row, GONE);
        master().execute("""
                        INSERT INTO stationsync.sync_conflict
                               (station, table_name, row_key, columns, base, station_row, control_row, policy, outcome,
                                overruled, state)
                        VALUES ('ST001', '%1$s', 'id=%2$d,code=ST001', '["text"]', NULL,
                                '{"id":%2$d,"text":"s","code":"ST001","create_date":"2026-11-21 08:00:00","modify_date":"2026-11-21 08:00:00"}',
                                NULL, 'control-wins', 'control-kept', 'station', 'decided')""".formatted(CONTROL_WINS, row.id()));

        assertThat(decide(row, keep("station"), "reversed")).containsExactly("down d", "down x");

        assertBoth(row, "s");
    }

    @Test
    void what_is_decided_while_the_station_is_away_arrives_afterwards() {
        STATION.link().cut();
        try {
            // Of another column: it meets the decision, and both stay.
            STATION.database()
                    .execute(update(CONTROL_WINS, RULED_WHILE_AWAY.id(), "modify_date = '2026-11-21 12:00:00'"));
            assertThat(resolve(RULED_WHILE_AWAY, keep("station")).status()).isEqualTo(200);
            assertThat(resolve(DELETED_WHILE_AWAY, keep("control")).status()).isEqualTo(200);
        } finally {
            STATION.link().restore();
        }
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);
        awaitRoundTrip(FLEET, CONTROL_WINS, STATION);

        assertBoth(RULED_WHILE_AWAY, "s");
        assertBoth(DELETED_WHILE_AWAY, "c");
    }

    @Test
    void a_row_that_has_moved_on_is_overwritten_only_if_asked_for() {
        master().execute(update(BY_HAND, MOVED_ON.id(), "text = 'moved on'"));

        Answer refused = resolve(MOVED_ON, keep("station"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("detail").asString()).contains("in [text]", "\"overwrite\": true");
        assertThat(conflict(MOVED_ON).path("state").asString()).isEqualTo("open");
        decide(MOVED_ON, keep("station") + ",\"overwrite\":true", "reversed");
        assertBoth(MOVED_ON, "s");

        Answer again = resolve(MOVED_ON, keep("control"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().path("detail").asString()).contains("was reversed by " + Center.USER);

        JsonNode audited = OPERATOR.audited(conflict(MOVED_ON));
        assertThat(audited.path("user").asString()).isEqualTo(Center.USER);
        assertThat(audited.path("reason").asString()).isEqualTo(Operator.REASON);
        assertThat(audited.path("key").asString()).isEqualTo("id=%d,code=ST001".formatted(MOVED_ON.id()));
        assertThat(audited.path("detail").path("replaced").path("text").asString())
                .isEqualTo("moved on");
        assertThat(audited.path("detail").path("written").path("text").asString())
                .isEqualTo("s");
    }

    @Test
    void what_waits_for_an_operator_is_counted_also_after_a_restart() {
        awaitCounted();
        FLEET.center().service().kill();
        FLEET.center().service().start();
        FLEET.center().service().awaitRunning(PATIENCE);

        awaitCounted();
        JsonNode shown = OPERATOR.look(conflict(LEFT_OPEN));
        assertThat(shown.path("currentRow").path("text").asString()).isEqualTo("c");
        assertThat(shown.path("stationRow").path("text").asString()).isEqualTo("s");
        assertThat(shown.path("baseRow").path("text").asString()).isEqualTo("0");
    }

    private static void awaitCounted() {
        Waiting.until("open conflicts are counted", PATIENCE, () -> {
            long stored = master().number("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE state = 'open'");
            assertThat(stored).isPositive();
            double gauge = FLEET.center().service().metric("sync_conflicts_open", "station", "ST001", "table", BY_HAND);
            JsonNode apply =
                    FLEET.center().service().health().path("components").path("apply");
            long health = apply.path("details").path("openConflicts").asLong();
            assertThat(apply.path("status").asString("UP")).isEqualTo("UP");
            return gauge == stored && health == stored
                    ? Optional.empty()
                    : Optional.of("%d are stored, %f in the metrics, %d in health".formatted(stored, gauge, health));
        });
    }
}
