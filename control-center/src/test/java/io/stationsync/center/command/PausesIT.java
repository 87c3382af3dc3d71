package io.stationsync.center.command;

import static io.stationsync.center.RunningCenter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.center.RunningCenter.Answer;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.CommandResult.State;
import io.stationsync.wire.Seen;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators pause stands still until they resume it and loses nothing, and each command's fate is known. */
class PausesIT {
    private static final String MASTER = """
            CREATE TABLE %s (
              master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint, text varchar(20), code varchar(20), UNIQUE (id, code))""";
    private static final String STATION =
            "CREATE TABLE %s (id bigint PRIMARY KEY, text varchar(20), code varchar(20) NOT NULL)";
    private static final int MANY = 3_000;
    private static final String WHY = "{\"reason\":\"a test\"}";

    private static final RunningCenter CENTER = new RunningCenter(MASTER.formatted("part"), MASTER.formatted("other"));

    @BeforeAll
    static void start() {
        CENTER.announce("part", STATION.formatted("part"));
        CENTER.announce("other", STATION.formatted("other"));
        CENTER.start();
        for (long id = 1; id <= 9; id++) {
            CENTER.change("part", RowChange.insert(row(id, "0")));
            CENTER.change("other", RowChange.insert(row(id, "0")));
        }
        CENTER.flush();
        CENTER.awaitValue("SELECT (SELECT COUNT(*) FROM part) + (SELECT COUNT(*) FROM other)", "18");
    }

    @AfterAll
    static void stop() {
        CENTER.close();
    }

    private static Row row(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    private static void change(String table, long id, int from, int to) {
        CENTER.change(table, RowChange.update(row(id, "" + from), row(id, "" + to)));
        CENTER.flush();
    }

    private static void awaitText(String table, long id, String text) {
        CENTER.awaitValue("SELECT text FROM %s WHERE id = %d".formatted(table, id), text);
    }

    private static String text(String table, long id) {
        return CENTER.value("SELECT text FROM %s WHERE id = %d".formatted(table, id));
    }

    @Test
    void a_command_of_an_unknown_kind_that_somebody_has_written_with_sql_is_refused_and_stops_nothing() {
        CENTER.execute(
                "INSERT INTO stationsync.sync_command (station, kind, table_name, reason) VALUES ('ST001', 'dance', 'part', 'by hand'), ('no such code', 'pause', 'part', 'by hand'), ('ST001', 'resync', 'part', 'after them')");

        CENTER.awaitValue(
                "SELECT CONCAT(kind, ' ', state) FROM stationsync.sync_command WHERE reason IN ('by hand', 'after them') ORDER BY id",
                "dance refused pause refused resync sent");
        assertThat(CENTER.value("SELECT message FROM stationsync.sync_command WHERE kind = 'dance'"))
                .startsWith("not sent: dance of station 'ST001' is no command");
        assertThat(CENTER.health("capture")).isEqualTo("RUNNING");
        CENTER.execute("UPDATE part SET text = 'after' WHERE id = 9");
        await("edits go on", () -> CENTER.topic(RunningCenter.DOWN).stream()
                .anyMatch(record -> new String(record.value(), StandardCharsets.UTF_8).contains("after")));
    }

    private static JsonNode post(String path, String body) {
        Answer answer = CENTER.call("/api/stations/ST001/" + path, body);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.body();
    }

    private static JsonNode station() {
        return CENTER.get("/api/stations").body().path(0);
    }

    private static JsonNode table(String name) {
        return station()
                .path("tables")
                .valueStream()
                .filter(table -> table.path("table").asString("").equals(name))
                .findFirst()
                .orElse(station().path("none"));
    }

    private static void awaitState(String table, String state) {
        await(
                table + " is " + state,
                () -> table(table).path("state").asString("").equals(state));
    }

    private static String up(String direction) {
        return "{\"direction\":\"%s\",\"reason\":\"a test\"}".formatted(direction);
    }

    @Test
    void a_station_that_says_only_that_it_lives_is_as_its_last_heartbeat_said() {
        CENTER.alive(4_000);

        await("it has spoken", () -> station().path("spokeAt").asString("").equals("1970-01-01T00:00:04Z"));
        assertThat(station().path("quarantined").path("part").asInt()).isEqualTo(3);
    }

    @Test
    void a_paused_table_stands_still_also_after_a_restart_and_goes_on_where_it_stopped() {
        post("tables/part/pause", up("up"));
        awaitState("part", "PAUSED");
        for (int i = 1; i <= MANY; i++) {
            CENTER.change("part", RowChange.update(row(1, "" + (i - 1)), row(1, "" + i)));
        }
        change("other", 1, 0, 1);
        awaitText("other", 1, "1");
        await("its lag is shown", () -> table("part").path("lagRows").asLong() == MANY);

        assertThat(text("part", 1)).isEqualTo("0");
        assertThat(table("part").path("paused").asString("")).contains("by anna: a test");
        assertThat(table("other").path("state").asString("")).isEqualTo("RUNNING");
        assertThat(CENTER.details("apply").path("paused").path("ST001.part").asString(""))
                .contains("by anna: a test");
        assertThat(CENTER.details("apply").path("standingStill").isMissingNode())
                .isTrue();
        assertThat(CENTER.get("/actuator/health").status()).isEqualTo(200);
        assertThat(CENTER.metric("sync_paused{direction=\"up\",station=\"ST001\",table=\"part\"}"))
                .isEqualTo(1);
        CENTER.restart();
        awaitState("part", "PAUSED");
        change("other", 1, 1, 2);
        awaitText("other", 1, "2");
        await("its lag is shown again", () -> table("part").path("lagRows").asLong() == MANY);
        assertThat(text("part", 1)).isEqualTo("0");

        post("tables/part/resume", up("up"));
        awaitText("part", 1, "" + MANY);
        awaitState("part", "RUNNING");
        assertThat(CENTER.value("SELECT COUNT(*) FROM stationsync.sync_conflict"))
                .isEqualTo("0");
        assertThat(table("part").path("appliedRows").asLong()).isEqualTo(MANY);
        change("part", 1, MANY, MANY + 1);
        awaitText("part", 1, "" + (MANY + 1));
    }

    @Test
    void a_paused_station_stands_still_with_all_its_tables_and_a_table_may_stay_paused() {
        post("pause", up("up"));
        post("tables/other/pause", up("up"));
        awaitState("part", "PAUSED");
        awaitState("other", "PAUSED");
        change("part", 2, 0, 1);
        change("other", 2, 0, 1);
        JsonNode resumed = post("resume", up("up"));
        awaitText("part", 2, "1");
        change("part", 2, 1, 2);
        awaitText("part", 2, "2");

        assertThat(resumed.path("up").asString("")).contains("resumed; was paused since", "by anna: a test");
        assertThat(text("other", 2)).isEqualTo("0");
        assertThat(station().path("paused").valueStream().map(pause -> pause.path("table")
                        .asString("")))
                .containsExactly("other");
        assertThat(station().path("paused").path(0).path("direction").asString(""))
                .isEqualTo("up");
        post("tables/other/resume", up("up"));
        awaitText("other", 2, "1");
    }

    private static List<JsonNode> sentCommands() {
        return CENTER.topic(RunningCenter.DOWN).stream()
                .filter(record -> record.headers().lastHeader("command") != null)
                .map(record -> JsonMapper.shared().readTree(new String(record.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static JsonNode command(long id) {
        return CENTER.get("/api/stations/ST001/commands")
                .body()
                .path("commands")
                .valueStream()
                .filter(command -> command.path("id").asLong() == id)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitCommand(long id, String state) {
        await(
                "command %d is %s".formatted(id, state),
                () -> command(id).path("state").asString("").equals(state));
    }

    private static long newest() {
        return CENTER.get("/api/stations/ST001/commands")
                .body()
                .path("commands")
                .path(0)
                .path("id")
                .asLong();
    }

    private static CommandResult result(long id, String kind, String table, State state) {
        return new CommandResult(
                id, kind, table, state, "as the station says", 1_000, state == State.ACCEPTED ? null : 2_500L);
    }

    @Test
    void a_command_is_given_sent_accepted_and_done_and_goes_back_from_none() {
        post("tables/part/resync", WHY);
        long resync = newest();
        awaitCommand(resync, "sent");
        post("pause", up("down"));
        long pause = newest();
        awaitCommand(pause, "sent");
        CENTER.answer(
                result(resync, "RESYNC", "part", State.ACCEPTED),
                result(pause, "PAUSE", "*", State.DONE),
                result(pause + 100, "PAUSE", "*", State.DONE));
        awaitCommand(resync, "accepted");
        awaitCommand(pause, "done");
        CENTER.restart();
        CENTER.answer(result(resync, "RESYNC", "part", State.REFUSED), result(pause, "PAUSE", "*", State.ACCEPTED));
        awaitCommand(resync, "refused");

        assertThat(command(resync).path("user").asString("")).isEqualTo("anna");
        assertThat(command(resync).path("reason").asString("")).contains("a test");
        assertThat(command(resync).path("message").asString("")).isEqualTo("as the station says");
        assertThat(command(resync).path("acceptedAt").asString("")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(command(resync).path("endedAt").asString("")).isEqualTo("1970-01-01T00:00:02.500Z");
        assertThat(command(pause).path("state").asString("")).isEqualTo("done");
        assertThat(sentCommands().stream()
                        .map(sent -> sent.path("id").asLong())
                        .filter(id -> id == resync || id == pause))
                .as("each is sent once")
                .containsExactly(resync, pause);
        post("resume", up("down"));
    }

    @Test
    void an_answer_to_another_command_of_that_number_is_no_answer() {
        post("tables/other/resync", WHY);
        long resync = newest();
        awaitCommand(resync, "sent");
        CENTER.answer(result(resync, "RESYNC", "part", State.DONE), result(resync, "PAUSE", "other", State.DONE));
        post("tables/part/resync", WHY);
        long later = newest();
        awaitCommand(later, "sent");
        CENTER.answer(result(later, "RESYNC", "part", State.DONE));
        awaitCommand(later, "done");

        assertThat(command(resync).path("state").asString("")).isEqualTo("sent");
    }

    @Test
    void pausing_what_is_paused_and_resuming_what_is_not_is_harmless_and_says_so() {
        JsonNode first = post("tables/part/pause", WHY);
        JsonNode second = post("tables/part/pause", up("both"));
        JsonNode third = post("tables/part/resume", WHY);
        JsonNode fourth = post("tables/part/resume", WHY);

        assertThat(first.path("up").asString("")).isEqualTo("paused");
        assertThat(first.path("down").asString("")).startsWith("paused; command ");
        assertThat(second.path("up").asString("")).startsWith("was paused already, since ");
        assertThat(second.path("down").asString("")).startsWith("was paused already, since ");
        assertThat(third.path("up").asString("")).startsWith("resumed; was paused since ");
        assertThat(fourth.path("up").asString("")).isEqualTo("was not paused");
        assertThat(fourth.path("down").asString("")).startsWith("was not paused; command ");
        JsonNode audited = CENTER.get("/api/audit").body().path("audit").path(0);
        assertThat(audited.path("action").asString("")).isEqualTo("resume");
        assertThat(audited.path("user").asString("")).isEqualTo("anna");
        assertThat(audited.path("detail").path("directions").toString()).isEqualTo("[\"up\",\"down\"]");
    }

    @Test
    void what_nobody_can_pause_is_refused() {
        assertThat(CENTER.call("/api/stations/ST009/pause", WHY).status()).isEqualTo(404);
        assertThat(CENTER.call("/api/stations/ST001/tables/nowhere/pause", WHY).status())
                .isEqualTo(404);
        assertThat(CENTER.call("/api/stations/ST001/pause", up("sideways"))
                        .body()
                        .path("detail")
                        .asString(""))
                .contains("sideways", "up, down or both");
        assertThat(CENTER.call("/api/stations/ST001/pause", "{}").status()).isEqualTo(400);
        assertThat(CENTER.get("/api/stations/ST009/commands").status()).isEqualTo(404);
    }

    @Test
    void messages_that_the_station_holds_back_are_not_taken_for_applied() {
        CENTER.execute("UPDATE part SET text = 'edited' WHERE id = 5", "UPDATE other SET text = 'edited' WHERE id = 5");
        await(
                "both edits are sent",
                () -> CENTER.topic(RunningCenter.DOWN).stream()
                                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains("edited"))
                                .count()
                        == 2);
        var records = CENTER.topic(RunningCenter.DOWN);
        long last = records.get(records.size() - 1).offset();
        CENTER.heartbeat(new Seen(last, Map.of("part", 0L)));

        CENTER.awaitValue(
                "SELECT seen FROM stationsync.sync_progress WHERE topic = '%s'".formatted(RunningCenter.up("other")),
                "" + last);
        CENTER.awaitValue(
                "SELECT seen FROM stationsync.sync_progress WHERE topic = '%s'".formatted(RunningCenter.up("part")),
                "0");
        CENTER.heartbeat(new Seen(last, Map.of()));
        CENTER.awaitValue(
                "SELECT seen FROM stationsync.sync_progress WHERE topic = '%s'".formatted(RunningCenter.up("part")),
                "" + last);
    }
}
