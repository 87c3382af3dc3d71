package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitDown;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.awaitUp;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.ofStation;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** An operator pauses a station or a table, in one direction or both: nothing else stops, and nothing is lost or doubled. */
class PauseIT {
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002")
            .withTables(
                    SyncedTable.KAFKA_TEST, CountingWriter.COUNTER, Tables.like("station_wins"), Tables.like("other"))
            .withCenterProperty("sync.tables.station_wins.conflict", "station-wins"));
    private static final Station STATION = FLEET.station("ST001");
    private static final Station OTHER_STATION = FLEET.station("ST002");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
        for (Station station : FLEET.stations()) {
            for (String table : List.of("kafka_test", "station_wins", "other")) {
                for (int id = 1; id <= 3; id++) {
                    station.database().execute(insert(table, station, id, "first"));
                }
            }
            CountingWriter.insertRows(station, 1, 4);
        }
        FLEET.awaitEqual("counter", PATIENCE);
        FLEET.awaitEqual("other", PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    /** @param path such as {@code tables/kafka_test/pause} */
    private static void post(String path, String direction) {
        Answer answer = FLEET.center()
                .post(
                        "/api/stations/ST001/" + path,
                        "{\"direction\":\"%s\",\"reason\":\"a test\"}".formatted(direction));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }

    /** Waits until the station has answered the last command. */
    private static void awaitDone() {
        Waiting.until("the last command is done", PATIENCE, () -> {
            JsonNode last = FLEET.center()
                    .api("/api/stations/ST001/commands")
                    .path("commands")
                    .path(0);
            return last.path("state").asString("").equals("done") ? Optional.empty() : Optional.of(last.toString());
        });
    }

    private static void awaitState(String table, String state) {
        Waiting.until("%s is %s".formatted(table, state), PATIENCE, () -> {
            List<String> states = FLEET.center()
                    .api("/api/stations")
                    .valueStream()
                    .filter(station -> station.path("station").asString("").equals("ST001"))
                    .flatMap(station -> station.path("tables").valueStream())
                    .filter(one -> one.path("table").asString("").equals(table))
                    .map(one -> one.path("state").asString(""))
                    .toList();
            return states.equals(List.of(state)) ? Optional.empty() : Optional.of("It is " + states);
        });
    }

    private static void killAndStart(ServiceProcess... services) {
        List<Victim> victims = Stream.of(services).map(Victim::of).toList();
        Victim.killAll(victims);
        victims.forEach(victim -> victim.start().run());
        Stream.of(services).forEach(service -> service.awaitHealthy(PATIENCE));
    }

    private static String number(Database database, String column) {
        return database.value("SELECT %s FROM counter WHERE id = 1 AND code = 'ST001'".formatted(column));
    }

    @Test
    void a_paused_station_stands_still_while_both_sides_write_and_everything_restarts() {
        List<CountingWriter> writers = List.of(
                new CountingWriter(STATION.database(), "ST001", 1, 4).start(),
                CountingWriter.inCenterColumns(master(), "ST001", 1, 4).start());
        post("pause", "both");
        awaitDone();
        awaitState("counter", "PAUSED");
        String atCenter = number(master(), "n");
        String atStation = number(STATION.database(), "center_n");
        writers.forEach(writer -> writer.awaitMore(50));
        killAndStart(STATION.agent(), FLEET.center().service());
        awaitState("counter", "PAUSED");
        awaitRoundTrip(FLEET, "kafka_test", OTHER_STATION);
        writers.forEach(writer -> writer.awaitMore(50));

        assertThat(number(master(), "n")).isEqualTo(atCenter);
        assertThat(number(STATION.database(), "center_n")).isEqualTo(atStation);
        assertThat(Components.details(STATION.agent(), "apply").path("state").asString(""))
                .isEqualTo("PAUSED");
        post("resume", "both");
        killAndStart(STATION.agent());
        writers.forEach(writer -> writer.awaitMore(50));
        killAndStart(FLEET.center().service());
        writers.forEach(CountingWriter::stop);
        awaitEqual(STATION, "counter");
        for (CountingWriter writer : writers) {
            assertThat(writer.counters(master())).isEqualTo(writer.committed());
        }
        assertThat(master().number("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'counter'"))
                .isZero();
    }

    @Test
    void of_a_paused_table_no_changes_arrive_at_the_center_and_all_others_do() {
        post("tables/kafka_test/pause", "up");
        awaitState("kafka_test", "PAUSED");
        STATION.database().execute(update("kafka_test", 1, "text = 'by the station'"));
        awaitUp(master(), "other", STATION);
        awaitUp(master(), "kafka_test", OTHER_STATION);
        master().execute(ofStation(update("kafka_test", 2, "text = 'by the center'"), STATION));
        await(STATION.database(), "SELECT text FROM kafka_test WHERE id = 2", "by the center");
        killAndStart(FLEET.center().service());
        awaitState("kafka_test", "PAUSED");
        awaitUp(master(), "other", STATION);

        assertThat(master().value("SELECT text FROM kafka_test WHERE id = 1 AND code = 'ST001'"))
                .isEqualTo("first");
        post("tables/kafka_test/resume", "up");
        awaitEqual(STATION, "kafka_test");
        assertThat(master().value("SELECT text FROM kafka_test WHERE id = 1 AND code = 'ST001'"))
                .isEqualTo("by the station");
    }

    @Test
    void of_a_paused_table_no_edits_arrive_at_the_station_and_the_policy_decides_as_ever() {
        for (String table : List.of("kafka_test", "station_wins")) {
            post("tables/%s/pause".formatted(table), "down");
            awaitDone();
            master().execute(ofStation(update(table, 3, "text = 'by the center'"), STATION));
        }
        awaitUp(master(), "other", STATION);
        awaitDown(master(), "other", STATION);
        killAndStart(STATION.agent());
        for (String table : List.of("kafka_test", "station_wins")) {
            assertThat(STATION.database().value("SELECT text FROM %s WHERE id = 3".formatted(table)))
                    .isEqualTo("first");
            STATION.database().execute(update(table, 3, "text = 'by the station'"));
            awaitUp(master(), table, STATION);
        }
        for (String table : List.of("kafka_test", "station_wins")) {
            post("tables/%s/resume".formatted(table), "down");
            awaitDone();
        }
        awaitRoundTrip(FLEET, "kafka_test", STATION);
        awaitRoundTrip(FLEET, "station_wins", STATION);

        awaitEqual(STATION, "kafka_test");
        awaitEqual(STATION, "station_wins");
        assertThat(STATION.database().value("SELECT text FROM kafka_test WHERE id = 3"))
                .isEqualTo("by the center");
        assertThat(STATION.database().value("SELECT text FROM station_wins WHERE id = 3"))
                .isEqualTo("by the station");
        for (String table : List.of("kafka_test", "station_wins")) {
            assertThat(master().number("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = '%s'"
                            .formatted(table)))
                    .as("the value that is gone is kept in the conflicts of " + table)
                    .isEqualTo(1);
        }
    }
}
