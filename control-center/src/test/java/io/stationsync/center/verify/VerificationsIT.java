package io.stationsync.center.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.center.RunningCenter.Answer;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadArguments.Level;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Group;
import io.stationsync.wire.RangeReport.Image;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.TableLoad;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The center's part of verifications, from the request to the result; the test is the station. */
class VerificationsIT {
    private static final RunningCenter CENTER = new RunningCenter(
            "CREATE TABLE master.part (master_id bigint NOT NULL AUTO_INCREMENT, id int NOT NULL, text varchar(20), code varchar(20) NOT NULL, PRIMARY KEY (master_id), UNIQUE KEY (id, code))");
    private static final String WHY = "\"reason\":\"a test\"";
    private static final String NO_DIGEST = "00000000000000000000000000000000";

    @BeforeAll
    static void start() {
        CENTER.announce("part", "CREATE TABLE part (id int NOT NULL, text varchar(20), PRIMARY KEY (id))");
        CENTER.start();
        for (int id = 1; id <= 3; id++) {
            CENTER.change("part", RowChange.insert(row(id, "a")));
        }
        CENTER.flush();
        CENTER.awaitValue("SELECT COUNT(*) FROM master.part", "3");
    }

    @AfterAll
    static void stop() {
        CENTER.close();
    }

    @AfterEach
    void cancelWhatIsOpen() {
        CENTER.execute(
                "UPDATE stationsync.sync_verification SET state = 'cancelled' WHERE state IN ('waiting', 'running')");
    }

    private static Row row(int id, String text) {
        Map<String, Value> row = new LinkedHashMap<>();
        row.put("id", Value.of(id));
        row.put("text", Value.of(text));
        row.put("code", Value.of("ST001"));
        return Row.of(row);
    }

    private static long verify() {
        Answer answer = CENTER.call("/api/verifications", "{\"station\":\"ST001\",\"table\":\"part\"," + WHY + "}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        return answer.body().path(0).path("id").asLong();
    }

    private static JsonNode look(long id) {
        return CENTER.get("/api/verifications/" + id).body();
    }

    private static List<LoadArguments> questions(long verification) {
        return CENTER.topic("sync.down.ST001").stream()
                .filter(record -> RecordHeaders.isCommand(record.headers()))
                .map(record -> StatusRecords.read(record.value(), StationCommand.class))
                .filter(command -> command.kind() == StationCommand.Kind.VERIFY)
                .map(command -> LoadArguments.read(command.arguments()))
                .filter(arguments -> Objects.equals(arguments.verification(), verification))
                .toList();
    }

    /** The n-th thing that the station is asked, from 1. */
    private static LoadArguments awaitQuestion(long verification, int n) {
        RunningCenter.await("question " + n, () -> questions(verification).size() >= n);
        return questions(verification).get(n - 1);
    }

    /** Tells of the ranges that the question is about. @param texts of the rows from 1 on */
    private static void answer(LoadArguments question, long seen, String... texts) {
        List<TravellingRange> ranges = question.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            send(report(question, ranges.get(i), i == ranges.size() - 1, texts), seen);
        }
    }

    private static RangeReport report(LoadArguments question, TravellingRange range, boolean last, String... texts) {
        boolean digests = question.level() == Level.DIGESTS;
        List<Image> images = new ArrayList<>();
        for (int id = 1; id <= texts.length; id++) {
            boolean after = range.after() == null || range.after().path("id").asInt() < id;
            boolean upTo = range.upTo() == null || range.upTo().path("id").asInt() >= id;
            if (after && upTo) {
                String row = "{\"id\":%d,\"text\":\"%s\",\"code\":\"ST001\"}".formatted(id, texts[id - 1]);
                images.add(new Image(json(row), null));
            }
        }
        return new RangeReport(
                RangeReport.OP,
                Objects.requireNonNull(question.verification()),
                Objects.requireNonNull(question.round()),
                range,
                images.size(),
                digests ? NO_DIGEST : null,
                digests ? List.of(new Group(range.upTo(), images.size(), NO_DIGEST)) : List.of(),
                digests ? List.of() : images,
                last,
                null);
    }

    private static void send(RangeReport report, long seen) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                RunningCenter.up("part"), 0, "{\"code\":\"ST001\"}".getBytes(StandardCharsets.UTF_8), report.json());
        CENTER.number(record);
        record.headers().remove("seen");
        RecordHeaders.writeSeen(record.headers(), seen);
        RecordHeaders.writeVerify(record.headers());
        CENTER.send(record);
        CENTER.flush();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(TravellingRange.key(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void awaitState(long id, String state) {
        RunningCenter.await(state, () -> look(id).path("state").asString().equals(state));
    }

    private static long lastEdit() {
        return CENTER.topic("sync.down.ST001").stream()
                .filter(record -> !RecordHeaders.isCommand(record.headers()))
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElse(-1);
    }

    @Test
    void an_edit_that_the_station_has_not_seen_is_no_difference_and_one_that_it_has_seen_is() {
        CENTER.execute("UPDATE master.part SET text = 'by the operator' WHERE id = 2");
        RunningCenter.await("the edit is on its way", () -> lastEdit() >= 0);
        long id = verify();
        answer(awaitQuestion(id, 1), -1, "a", "a", "a");
        LoadArguments rows = awaitQuestion(id, 2);
        assertThat(rows.level()).isEqualTo(Level.ROWS);
        answer(rows, -1, "a", "a", "a");
        // Still unseen: only that row is asked for again.
        LoadArguments again = awaitQuestion(id, 3);
        assertThat(again.ranges()).containsExactly(new TravellingRange(json("{\"id\":1}"), json("{\"id\":2}")));
        answer(again, lastEdit(), "a", "by the operator", "a");

        awaitState(id, "done");
        assertThat(look(id).path("rows").size()).isZero();
        assertThat(look(id).path("rowsCompared").asLong()).isEqualTo(3);
        assertThat(look(id).path("undecided").asLong()).isZero();

        long second = verify();
        answer(awaitQuestion(second, 1), lastEdit(), "a", "a", "a");
        answer(awaitQuestion(second, 2), lastEdit(), "a", "a", "a");
        answer(awaitQuestion(second, 3), lastEdit(), "a", "a", "a");

        awaitState(second, "done");
        assertThat(look(second).path("rows").size()).isEqualTo(1);
        JsonNode row = look(second).path("rows").path(0);
        assertThat(row.path("key").toString()).isEqualTo("{\"id\":2}");
        assertThat(row.path("kind").asString()).isEqualTo("differing");
        assertThat(row.path("stationRow").path("text").asString()).isEqualTo("a");
        assertThat(row.path("masterRow").path("text").asString()).isEqualTo("by the operator");
        assertThat(CENTER.metric("sync_verification_rows{kind=\"differing\",station=\"ST001\",table=\"part\"}"))
                .isEqualTo(1);
        assertThat(CENTER.value("SELECT GROUP_CONCAT(action) FROM stationsync.sync_audit"))
                .contains("verify");
    }

    @Test
    void a_center_that_starts_again_asks_anew_and_takes_no_answer_to_what_was_asked_before() {
        long id = verify();
        LoadArguments before = awaitQuestion(id, 1);
        CENTER.restart();
        LoadArguments after = awaitQuestion(id, 2);

        assertThat(after.level()).isEqualTo(Level.DIGESTS);
        assertThat(after.round()).isNotEqualTo(before.round());
        answer(before, -1, "a");
        answer(after, -1, "a", "b", "a");
        assertThat(awaitQuestion(id, 3).level()).isEqualTo(Level.ROWS);
        assertThat(look(id).path("rowsCompared").asLong()).isEqualTo(3);
    }

    @Test
    void a_report_that_is_missing_makes_it_begin_anew() {
        long id = verify();
        LoadArguments whole = awaitQuestion(id, 1);
        send(report(whole, new TravellingRange(null, json("{\"id\":1}")), false, "a", "a", "a"), -1);
        send(report(whole, new TravellingRange(json("{\"id\":2}"), null), true, "a", "a", "a"), -1);

        LoadArguments anew = awaitQuestion(id, 2);
        assertThat(anew.level()).isEqualTo(Level.DIGESTS);
        assertThat(anew.ranges()).containsExactly(TravellingRange.WHOLE);
        answer(anew, -1, "a", "a", "a");
        assertThat(awaitQuestion(id, 3).level()).isEqualTo(Level.ROWS);
    }

    @Test
    void a_station_that_can_not_tell_of_its_rows_makes_it_fail_with_the_reason() {
        long id = verify();
        LoadArguments question = awaitQuestion(id, 1);
        RangeReport problem = new RangeReport(
                RangeReport.OP,
                id,
                Objects.requireNonNull(question.round()),
                TravellingRange.WHOLE,
                0,
                null,
                List.of(),
                List.of(),
                true,
                "its primary key is another one");
        send(problem, -1);

        awaitState(id, "failed");
        assertThat(look(id).path("problem").asString()).isEqualTo("its primary key is another one");
    }

    @Test
    void a_station_that_refuses_the_command_makes_it_fail_with_the_reason() {
        long id = verify();
        awaitQuestion(id, 1);
        long command = lastCommand();
        CENTER.answer(new CommandResult(
                command, "VERIFY", "part", CommandResult.State.REFUSED, "table: part (expected: nuts)", 1, 2L));

        awaitState(id, "failed");
        assertThat(look(id).path("problem").asString())
                .isEqualTo("the command to verify was refused: table: part (expected: nuts)");
        awaitQuestion(verify(), 1);
    }

    /** Such as one that goes on behind messages that were lost, or from a new place of its binlog. */
    @Test
    void a_station_that_loads_the_table_is_asked_anew() {
        CENTER.heartbeat(Map.of("part", load(1_000)));
        RunningCenter.await(
                "its load is known",
                () -> CENTER.get("/api/stations")
                                .body()
                                .path(0)
                                .path("loads")
                                .path("part")
                                .path("beganMs")
                                .asLong()
                        == 1_000);
        long id = verify();
        LoadArguments before = awaitQuestion(id, 1);
        CENTER.heartbeat(Map.of("part", load(1_000)));
        CENTER.heartbeat(Map.of("part", load(2_000)));

        LoadArguments after = awaitQuestion(id, 2);
        assertThat(after.level()).isEqualTo(Level.DIGESTS);
        assertThat(after.round()).isNotEqualTo(before.round());
        answer(after, -1, "a", "b", "a");
        assertThat(awaitQuestion(id, 3).level()).isEqualTo(Level.ROWS);
        CENTER.heartbeat(-1);
    }

    private static TableLoad load(long beganMs) {
        return new TableLoad(0, "a test", true, null, null, 3, 3, beganMs, beganMs + 1, null, null);
    }

    private static long lastCommand() {
        return Long.parseLong(CENTER.value("SELECT MAX(id) FROM stationsync.sync_command"));
    }

    @Test
    void one_that_is_cancelled_makes_way_for_the_next() {
        long first = verify();
        awaitQuestion(first, 1);
        long second = verify();
        Answer cancelled = CENTER.call("/api/verifications/%d/cancel".formatted(first), "{" + WHY + "}");

        assertThat(cancelled.body().path("state").asString()).isEqualTo("cancelled");
        awaitQuestion(second, 1);
        assertThat(CENTER.call("/api/verifications/%d/cancel".formatted(first), "{" + WHY + "}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_schedule_asks_once_until_the_verification_has_ended() {
        CENTER.restart("--sync.verify.tables.part=* * * * * *");
        RunningCenter.await("the schedule", () -> CENTER.value(
                        "SELECT COUNT(*) FROM stationsync.sync_verification WHERE requested_by = 'schedule'")
                .equals("1"));
        long id = Long.parseLong(
                CENTER.value("SELECT MAX(id) FROM stationsync.sync_verification WHERE requested_by = 'schedule'"));
        awaitQuestion(id, 1);

        assertThat(CENTER.value("SELECT COUNT(*) FROM stationsync.sync_verification WHERE requested_by = 'schedule'"))
                .isEqualTo("1");
        CENTER.restart();
    }

    @Test
    void a_wrong_request_is_refused_with_what_was_expected() {
        assertThat(refusal("/api/verifications", "{\"station\":\"ST009\"," + WHY + "}"))
                .isEqualTo("404 station: ST009 (expected: one of [ST001])");
        assertThat(refusal("/api/verifications", "{\"station\":\"ST001\",\"table\":\"nuts\"," + WHY + "}"))
                .isEqualTo("404 table: nuts (expected: one that station ST001 has: [part])");
        assertThat(refusal("/api/verifications/999/repair", "{\"dryRun\":true," + WHY + "}"))
                .isEqualTo("404 verification: 999 (expected: one of GET /api/verifications)");
        assertThat(refusal("/api/verifications/1/repair", "{" + WHY + "}")).startsWith("400 dryRun: ");
    }

    private static String refusal(String path, String body) {
        Answer answer = CENTER.call(path, body);
        return answer.status() + " " + answer.body().path("detail").asString("");
    }
}
