package io.stationsync.center.send;

import static io.stationsync.center.RunningCenter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.RowChange;
import io.stationsync.servers.Backup;
import io.stationsync.servers.RefusingTopic;
import io.stationsync.wire.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A center that has lost something, and dies before it has stored where it goes on. */
class RestoredCenterIT {
    private final RunningCenter center = new RunningCenter(Parts.MASTER);

    @BeforeEach
    void begin() {
        Parts.begin(center);
    }

    @AfterEach
    void close() {
        center.close();
    }

    private void edit(long id, String text) {
        center.execute(Parts.edit(id, text));
    }

    private long watermark() {
        return Long.parseLong(center.value("SELECT watermark FROM stationsync.sync_watermark"));
    }

    private JsonNode position() {
        JsonNode last = JsonMapper.shared().createObjectNode();
        for (ConsumerRecord<byte[], byte[]> record : center.topic("sync.status.center")) {
            if (new String(record.key(), StandardCharsets.UTF_8).equals("position")) {
                last = JsonMapper.shared().readTree(record.value());
            }
        }
        return last;
    }

    /** What is on the return topic: {@code text} of edits, {@code RESYNC part mode} of commands. */
    private List<String> sent() {
        return center.topic(RunningCenter.DOWN).stream()
                .map(record -> {
                    JsonNode value = JsonMapper.shared().readTree(record.value());
                    if (!RecordHeaders.isCommand(record.headers())) {
                        return value.path("after").path("text").asString("");
                    }
                    JsonNode arguments =
                            JsonMapper.shared().readTree(value.path("arguments").asString());
                    return "%s %s %s"
                            .formatted(
                                    value.path("kind").asString(),
                                    value.path("table").asString(),
                                    arguments.path("mode").asString("STATION"));
                })
                .toList();
    }

    private void failToStoreThePosition() {
        try (RefusingTopic refusing = center.refusePositions()) {
            center.launch();
            await(
                    "it fails after having found it",
                    () -> !center.details("capture").path("restored").isMissingNode()
                            && center.details("capture")
                                    .path("lastError")
                                    .asString("")
                                    .contains("RecordTooLarge"));
            center.stop();
        }
    }

    /** With the watermark raised before the new position is stored, nobody would ever hear of the restore. */
    @Test
    void a_restored_database_is_found_again_after_a_crash_before_the_new_position_was_stored() {
        Backup backup = center.backUp();
        center.restart();
        edit(1, "after the backup");
        await("it is sent", () -> sent().equals(List.of("after the backup")));
        long passed = watermark();
        await("the watermark is stored", () -> position().path("watermark").asLong() == passed);
        center.stop();
        RunningCenter.restore(backup);
        long restored = watermark();
        assertThat(restored).isLessThan(passed);
        edit(2, "before the center is back");

        failToStoreThePosition();
        assertThat(watermark()).isEqualTo(restored);
        assertThat(sent()).as("nothing was sent").containsExactly("after the backup");
        center.start();

        assertThat(center.details("capture").path("restored").asString(""))
                .contains("its watermark is " + restored, "and %d has been read".formatted(passed));
        await("the station is told", () -> sent().equals(List.of("after the backup", "RESYNC part STATION")));
        center.awaitValue("SELECT state FROM stationsync.sync_command", "sent");
        assertThat(watermark()).isGreaterThan(passed);

        center.restart();
        assertThat(center.details("capture").path("restored").isMissingNode()).isTrue();
    }

    @Test
    void a_command_that_was_purged_with_the_edits_before_it_was_sent_is_ended() {
        center.stop();
        center.execute(
                "INSERT INTO stationsync.sync_command (station, kind, table_name, arguments, reason, user_name) VALUES ('ST001', 'pause', 'part', '{}', 'anna: a test', 'anna')");
        edit(1, "never sent");
        center.purgeBinlog();

        center.start();

        await("the station is told", () -> sent().equals(List.of("RESYNC part CENTER")));
        center.awaitValue(
                "SELECT CONCAT(kind, ' ', state) FROM stationsync.sync_command ORDER BY id",
                "pause refused resync sent");
        assertThat(center.value("SELECT message FROM stationsync.sync_command WHERE kind = 'pause'"))
                .contains("give it again");
    }

    /** The row may be one whose delete is among the edits that were purged. */
    @Test
    void what_a_station_sent_is_applied_once_the_center_knows_whether_deletes_were_lost() throws InterruptedException {
        center.stop();
        center.execute("DELETE FROM part WHERE id = 2");
        center.purgeBinlog();
        center.change("part", RowChange.update(Parts.row(2, "old"), Parts.row(2, "back")));
        center.flush();

        try (RefusingTopic refusing = center.refusePositions()) {
            center.launch();
            await("the stations are known", () -> center.health("apply").equals("RUNNING"));
            await("the capture can't begin", () -> center.health("capture").equals("FAILED"));
            TimeUnit.SECONDS.sleep(2);
            assertThat(center.value("SELECT id FROM part ORDER BY id")).isEqualTo("1 3");
        }

        center.awaitValue("SELECT text FROM part WHERE id = 2", "back");
        assertThat(center.value("SELECT outcome FROM stationsync.sync_conflict"))
                .isEqualTo("row-restored");
    }
}
