package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.servers.Backup;
import io.stationsync.servers.RefusingTopic;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RecordHeaders;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A station that has lost something, and loses more before it could say so. */
class RestoredStationIT {
    private static final String UP = "sync.up.ST001.part";
    private static final int ROWS = 5;

    private final RunningAgent agent = new RunningAgent(
            "part",
            "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(40), code varchar(20) NOT NULL) CHARSET=utf8mb4",
            "INSERT INTO part SELECT seq, 'old', 'ST001' FROM seq_1_to_" + ROWS);

    @AfterEach
    void close() {
        agent.close();
    }

    private static Row row(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    private void edit(long id, String before, String after) {
        agent.message("part", RowChange.update(row(id, before), row(id, after)), "text");
    }

    private void awaitText(long id, String text) {
        agent.awaitValue("SELECT text FROM part WHERE id = " + id, text);
    }

    private static void restore(Backup backup) {
        try {
            backup.restore();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long watermark() {
        return Long.parseLong(agent.value("SELECT watermark FROM stationsync.sync_watermark"));
    }

    private JsonNode load() {
        return agent.status("position").path("loads").path("part");
    }

    private void awaitLoaded(String reason) {
        RunningAgent.await(
                "a load because of: " + reason,
                () -> load().path("done").asBoolean()
                        && load().path("reason").asString("").contains(reason));
    }

    /** The rows loaded since, as {@code text} by id. */
    private Map<Long, String> loadedSince(int records, LoadMode mode) {
        List<ConsumerRecord<byte[], byte[]>> all = agent.topic(UP);
        return all.subList(records, all.size()).stream()
                .filter(record -> RecordHeaders.hasAfter(record.headers()))
                .filter(record -> RecordHeaders.mode(record.headers()) == mode)
                .map(record -> JsonMapper.shared().readTree(record.value()).path("after"))
                .filter(JsonNode::isObject)
                .collect(Collectors.toMap(
                        row -> row.path("id").asLong(), row -> row.path("text").asString(), (one, other) -> other));
    }

    /** With the watermark raised before the new position is stored, nobody would ever hear of the restore. */
    @Test
    void a_restored_database_is_found_again_after_a_crash_before_the_new_position_was_stored() {
        agent.start();
        awaitLoaded("first load");
        edit(1, "old", "before the backup");
        awaitText(1, "before the backup");
        Backup backup = agent.backUp();
        agent.restart();
        edit(2, "old", "by the center");
        awaitText(2, "by the center");
        agent.execute("UPDATE part SET text = 'after the backup' WHERE id = 3", "DELETE FROM part WHERE id = 4");
        RunningAgent.await("sent", () -> agent.sent("part", 4).size() == 1);
        long passed = watermark();
        RunningAgent.await(
                "the watermark is stored",
                () -> agent.status("position").path("watermark").asLong() == passed);
        agent.stop();
        restore(backup);
        long restored = watermark();
        assertThat(restored).isLessThan(passed);
        agent.execute("UPDATE part SET text = 'before the agent is back' WHERE id = 5");
        int before = agent.topic(UP).size();

        try (RefusingTopic refusing = agent.refusePositions()) {
            agent.launch();
            RunningAgent.await(
                    "it fails after having found it",
                    () -> !agent.details("capture").path("restored").isMissingNode()
                            && agent.details("capture")
                                    .path("lastError")
                                    .asString("")
                                    .contains("RecordTooLarge"));
            agent.stop();
        }
        assertThat(watermark()).isEqualTo(restored);
        assertThat(agent.topic(UP)).as("nothing was sent").hasSize(before);
        agent.start();

        assertThat(agent.details("capture").path("restored").asString(""))
                .contains("its watermark is " + restored, "and %d has been read".formatted(passed));
        awaitLoaded("the database was restored");
        assertThat(loadedSince(before, LoadMode.CENTER))
                .as("all rows as they are, also what the center is to bring back")
                .isEqualTo(Map.of(
                        1L, "before the backup",
                        2L, "old",
                        3L, "old",
                        4L, "old",
                        5L, "before the agent is back"));
        assertThat(loadedSince(before, LoadMode.STATION)).isEmpty();
        // As the center answers.
        agent.message("part", RowChange.upsert(row(2, "by the center")));
        awaitText(2, "by the center");
        assertThat(watermark()).isGreaterThan(passed);

        agent.restart();
        assertThat(agent.details("capture").path("restored").isMissingNode()).isTrue();
    }

    /** Whose rows count in the load that the last change of a row that was sent waits for. */
    private LoadMode sent(long id, String text) {
        RunningAgent.await("sent", () -> agent.sent("part", id).contains("u:" + text));
        List<ConsumerRecord<byte[], byte[]>> all = agent.topic(UP);
        return RecordHeaders.mode(all.get(all.size() - 1).headers());
    }

    private LoadMode change(long id, String text) {
        agent.execute("UPDATE part SET text = '%s' WHERE id = %d".formatted(text, id));
        return sent(id, text);
    }

    /** Of a row that the center has deleted, only the load tells, or such a change. */
    @Test
    void changes_made_before_a_load_in_which_the_centers_rows_count_say_so_until_it_is_done() {
        agent.start();
        awaitLoaded("first load");
        // Nothing can be loaded now.
        agent.execute("RENAME TABLE stationsync.sync_load TO stationsync.sync_load_away");
        assertThat(change(1, "before the loss")).isEqualTo(LoadMode.STATION);
        agent.execute(
                "START TRANSACTION",
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('resync', 'part', '%s', 'messages of the center were lost')"
                        .formatted(LoadArguments.whole(LoadMode.CENTER).json()),
                "UPDATE part SET text = 'after the loss' WHERE id = 1",
                "COMMIT");

        assertThat(sent(1, "after the loss")).isEqualTo(LoadMode.CENTER);
        assertThat(change(2, "later")).isEqualTo(LoadMode.CENTER);
        agent.restart();
        assertThat(change(3, "after a restart")).isEqualTo(LoadMode.CENTER);

        agent.execute("RENAME TABLE stationsync.sync_load_away TO stationsync.sync_load");
        awaitLoaded("messages of the center were lost");
        assertThat(change(4, "loaded")).isEqualTo(LoadMode.STATION);
        agent.restart();
        assertThat(change(5, "loaded")).isEqualTo(LoadMode.STATION);
    }

    /** Such as one that is to find out what the center had sent in vain. */
    @Test
    void a_load_in_which_the_centers_rows_count_is_not_replaced_by_one_in_which_they_do_not() {
        agent.start();
        awaitLoaded("first load");
        agent.stop();
        // As DownApplier stores it, dying before it is carried out.
        agent.execute(
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('resync', 'part', '%s', 'messages of the center were lost')"
                        .formatted(LoadArguments.whole(LoadMode.CENTER).json()),
                "UPDATE part SET text = 'unsent' WHERE id = 1");
        agent.purgeBinlog();
        int before = agent.topic(UP).size();

        agent.start();

        RunningAgent.await("loaded", () -> loadedSince(before, LoadMode.CENTER).size() == ROWS);
        assertThat(loadedSince(before, LoadMode.STATION)).isEmpty();
        agent.restart();
        agent.stop();
        agent.execute("UPDATE part SET text = 'unsent too' WHERE id = 1");
        agent.purgeBinlog();
        int again = agent.topic(UP).size();
        agent.start();
        RunningAgent.await("loaded", () -> loadedSince(again, LoadMode.STATION).size() == ROWS);
        assertThat(loadedSince(again, LoadMode.CENTER).keySet())
                .as("once it is done, the station's count again")
                .isEqualTo(Set.of());
    }
}
