package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.wire.RecordHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The center's commands at a station: what is paused waits and is lost nowhere, and each command is answered. */
class CommandsIT {
    private static final int MANY = 2_500;
    private static final RunningAgent AGENT = new RunningAgent(
            "part,other",
            "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(20), code varchar(20) NOT NULL) CHARSET=utf8mb4",
            "CREATE TABLE other (id bigint PRIMARY KEY, text varchar(20), code varchar(20) NOT NULL) CHARSET=utf8mb4",
            "CREATE TABLE applied (name varchar(20), id bigint, text varchar(20))",
            "CREATE TRIGGER part_applied AFTER UPDATE ON part FOR EACH ROW INSERT INTO applied VALUES ('part', NEW.id, NEW.text)",
            "CREATE TRIGGER other_applied AFTER UPDATE ON other FOR EACH ROW INSERT INTO applied VALUES ('other', NEW.id, NEW.text)",
            "INSERT INTO part SELECT seq, 'old', 'ST001' FROM seq_1_to_100",
            "INSERT INTO other SELECT seq, 'old', 'ST001' FROM seq_1_to_100");

    private static long lastCommand;

    @BeforeAll
    static void start() {
        AGENT.start();
    }

    @AfterAll
    static void stop() {
        AGENT.close();
    }

    private static Row row(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    private static void edit(String table, long id, String text) {
        AGENT.message(table, RowChange.update(row(id, "old"), row(id, text)), "text");
    }

    private static long command(String kind, String table) {
        AGENT.command(++lastCommand, kind.toUpperCase(Locale.ROOT), table);
        return lastCommand;
    }

    private static String text(String table, long id) {
        return AGENT.value("SELECT text FROM %s WHERE id = %d".formatted(table, id));
    }

    private static void awaitText(String table, long id, String text) {
        AGENT.awaitValue("SELECT text FROM %s WHERE id = %d".formatted(table, id), text);
    }

    private static JsonNode result(long command) {
        return AGENT.status("commands")
                .path("results")
                .valueStream()
                .filter(result -> result.path("id").asLong() == command)
                .findFirst()
                .orElse(AGENT.status("none"));
    }

    private static void awaitResult(long command, String state) {
        RunningAgent.await(
                "command %d is %s".formatted(command, state),
                () -> result(command).path("state").asString("").equals(state));
    }

    /** What the last record that the station sent of a row says to have seen; the row is changed for it. */
    private static long seen(String table, long id, String text) {
        AGENT.execute("UPDATE %s SET text = '%s' WHERE id = %d".formatted(table, text, id));
        RunningAgent.await(
                "the station's change is sent", () -> AGENT.sent(table, id).contains("u:" + text));
        List<ConsumerRecord<byte[], byte[]>> records = AGENT.topic("sync.up.ST001." + table);
        return RecordHeaders.seen(records.get(records.size() - 1).headers());
    }

    /** Offset of the last message or command. */
    private static long lastOffset() {
        List<ConsumerRecord<byte[], byte[]>> records = AGENT.topic(RunningAgent.DOWN);
        return records.get(records.size() - 1).offset();
    }

    @Test
    void a_paused_station_applies_nothing_until_it_is_resumed_and_then_each_message_once() {
        edit("part", 1, "before");
        long paused = command("PAUSE", "*");
        awaitResult(paused, "DONE");
        RunningAgent.await("nothing is applied", () -> AGENT.health("apply").equals("PAUSED"));
        long at = lastOffset();
        for (int i = 1; i <= MANY; i++) {
            edit(i % 2 == 0 ? "part" : "other", 1, "v" + i);
        }
        AGENT.restart();

        assertThat(AGENT.health("apply")).isEqualTo("PAUSED");
        assertThat(text("part", 1)).isEqualTo("before");
        assertThat(seen("part", 2, "own"))
                .as("what waits is not seen, so that the center counts it as under way")
                .isEqualTo(at);
        AGENT.restart();
        assertThat(seen("other", 2, "own")).isEqualTo(at);
        assertThat(AGENT.heartbeat().path("seenOf").path("*").asLong()).isEqualTo(at);

        long resumed = command("resume", "*");
        AGENT.restart();
        AGENT.restart();
        awaitResult(resumed, "DONE");
        awaitText("part", 1, "v" + MANY);
        awaitText("other", 1, "v" + (MANY - 1));
        edit("part", 1, "after");
        awaitText("part", 1, "after");
        assertThat(AGENT.value("SELECT COUNT(*) FROM applied WHERE name = 'part' AND id = 1"))
                .isEqualTo("" + (MANY / 2 + 2));
        assertThat(AGENT.value("SELECT COUNT(*) FROM applied WHERE name = 'other' AND id = 1"))
                .isEqualTo("" + MANY / 2);
        assertThat(AGENT.value("SELECT COUNT(*) FROM stationsync.sync_pause")).isEqualTo("0");
        assertThat(AGENT.health("apply")).isEqualTo("RUNNING");
        assertThat(seen("part", 2, "own again")).isGreaterThanOrEqualTo(at + MANY);
        assertThat(AGENT.sent("part", 1)).as("nothing echoes").isEmpty();
    }

    @Test
    void a_paused_table_waits_alone() {
        awaitResult(command("pause", "part"), "DONE");
        long at = lastOffset();
        edit("part", 10, "held 1");
        edit("other", 10, "flows");
        edit("part", 10, "held 2");
        edit("part", 11, "held");
        awaitText("other", 10, "flows");

        assertThat(text("part", 10)).isEqualTo("old");
        assertThat(AGENT.health("apply")).isEqualTo("RUNNING");
        assertThat(seen("part", 12, "own")).isEqualTo(at);
        assertThat(seen("other", 12, "own")).isGreaterThanOrEqualTo(at + 4);
        AGENT.restart();
        assertThat(seen("part", 12, "own 2")).isEqualTo(at);

        command("RESUME", "part");
        edit("part", 10, "newer");
        awaitText("part", 10, "newer");
        assertThat(text("part", 11)).isEqualTo("held");
        assertThat(AGENT.value("SELECT text FROM applied WHERE name = 'part' AND id = 10"))
                .isEqualTo("held 1 held 2 newer");
        assertThat(AGENT.value("SELECT text FROM applied WHERE name = 'other' AND id = 10"))
                .isEqualTo("flows");
        assertThat(seen("part", 12, "own 3")).isGreaterThanOrEqualTo(at + 5);
    }

    @Test
    void a_table_and_all_tables_are_paused_and_resumed_in_any_order() {
        command("pause", "part");
        edit("part", 20, "1");
        command("pause", "*");
        edit("part", 20, "2");
        edit("other", 20, "1");
        awaitResult(command("resume", "part"), "DONE");
        edit("part", 20, "3");
        assertThat(text("part", 20)).as("all tables are still paused").isEqualTo("old");
        command("pause", "other");
        edit("other", 20, "2");
        command("resume", "*");
        awaitText("part", 20, "3");
        edit("part", 20, "4");
        awaitText("part", 20, "4");
        assertThat(text("other", 20)).as("paused by itself").isEqualTo("old");
        awaitResult(command("resume", "other"), "DONE");
        awaitText("other", 20, "2");

        assertThat(AGENT.value("SELECT text FROM applied WHERE name = 'part' AND id = 20"))
                .isEqualTo("1 2 3 4");
        assertThat(AGENT.value("SELECT text FROM applied WHERE name = 'other' AND id = 20"))
                .isEqualTo("1 2");
        AGENT.awaitValue("SELECT COUNT(*) FROM stationsync.sync_pause", "0");
    }

    @Test
    void what_can_not_be_obeyed_is_refused_and_stops_nothing() {
        long unknown = command("dance", "part");
        long elsewhere = command("resync", "nowhere");
        long pauseElsewhere = command("pause", "nowhere");
        long twice = command("pause", "other");
        long again = command("pause", "other");
        long notPaused = command("resume", "part");
        command("resume", "other");
        edit("part", 30, "goes on");
        awaitText("part", 30, "goes on");

        awaitResult(unknown, "REFUSED");
        assertThat(result(unknown).path("message").asString()).contains("DANCE", "update the agent");
        assertThat(result(elsewhere).path("state").asString()).isEqualTo("REFUSED");
        assertThat(result(elsewhere).path("message").asString()).contains("nowhere", "part, other");
        assertThat(result(pauseElsewhere).path("state").asString()).isEqualTo("REFUSED");
        assertThat(result(twice).path("message").asString()).contains("paused: ");
        assertThat(result(again).path("message").asString()).contains("already");
        assertThat(result(notPaused).path("message").asString()).contains("not paused");
        assertThat(AGENT.value("SELECT COUNT(*) FROM stationsync.sync_quarantine"))
                .isEqualTo("0");
    }

    @Test
    void a_command_that_nobody_can_read_is_set_aside_and_a_reason_of_any_length_is_taken() {
        AGENT.command("{\"id\":4000}");
        AGENT.command("{\"id\":4001,\"kind\":\"PAUSE\",\"table\":\"part\"}");
        AGENT.command("{\"id\":4002,\"kind\":\"RESYNC\",\"table\":\"part\",\"arguments\":\"{}\",\"reason\":\"%s\"}"
                .formatted("why ".repeat(290)));
        edit("part", 31, "goes on");
        awaitText("part", 31, "goes on");

        awaitResult(4001, "REFUSED");
        awaitResult(4002, "DONE");
        assertThat(AGENT.value("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE state = 'unreadable'"))
                .isEqualTo("1");
        AGENT.execute("DELETE FROM stationsync.sync_quarantine");
    }

    @Test
    void a_resync_is_accepted_and_done_when_all_rows_are_sent() {
        AGENT.execute("UPDATE part SET text = 'unsaid' WHERE id = 100");
        long resync = command("resync", "part");

        awaitResult(resync, "DONE");
        assertThat(result(resync).path("message").asString()).isEqualTo("100 rows sent");
        assertThat(result(resync).path("endedMs").asLong())
                .isGreaterThanOrEqualTo(result(resync).path("acceptedMs").asLong());
        AGENT.awaitValue("SELECT state FROM stationsync.sync_command_result WHERE command_id = " + resync, "done");
        AGENT.restart();
        long later = command("resync", "part");
        awaitResult(later, "DONE");
        assertThat(result(resync).path("state").asString()).isEqualTo("DONE");
    }

    @Test
    void messages_that_kafka_forgets_during_a_pause_lead_to_a_resync() {
        awaitResult(command("pause", "part"), "DONE");
        edit("part", 40, "lost");
        edit("other", 40, "flows");
        awaitText("other", 40, "flows");
        AGENT.forgetMessages();
        command("resume", "part");
        edit("part", 41, "goes on");

        awaitText("part", 41, "goes on");
        assertThat(text("part", 40)).isEqualTo("old");
        assertThat(AGENT.value(
                        "SELECT table_name FROM stationsync.sync_resync WHERE reason LIKE '%longer than Kafka%'"))
                .isEqualTo("part");
    }
}
