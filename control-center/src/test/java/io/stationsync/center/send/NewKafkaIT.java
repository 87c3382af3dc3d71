package io.stationsync.center.send;

import static io.stationsync.center.RunningCenter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kafka is made anew, and with it the offsets of the return topics. */
class NewKafkaIT {
    private static final String WHY = "\"reason\":\"a test\"";
    private static final String[] SETTINGS = {
        "--sync.tables.part.evolve=none", "--sync.tables.part.conflict=station-wins"
    };
    private static final int SEEN = 50;

    private final RunningCenter center = new RunningCenter(
            "CREATE TABLE part (master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint, text varchar(20), code varchar(20), UNIQUE (id, code))");

    @AfterEach
    void close() {
        center.close();
    }

    private static Row row(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    /** The texts of the messages to the station about a row. */
    private List<String> told(long id) {
        return center.topic(RunningCenter.DOWN).stream()
                .map(record -> JsonMapper.shared().readTree(record.value()).path("after"))
                .filter(row -> row.path("id").asLong() == id)
                .map(row -> row.path("text").asString(""))
                .toList();
    }

    private void post(String path, String body) {
        assertThat(center.call(path, body).status()).as(path).isBetween(200, 202);
    }

    /** The number is stored with the table's offset, and a retry hands it to the capture. */
    @Test
    void a_retry_acknowledges_no_message_with_a_number_of_the_old_one() {
        center.announce(
                "part", "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(200), code varchar(20) NOT NULL)");
        center.start(SETTINGS);
        center.change("part", RowChange.insert(row(1, "old")), SEEN);
        center.change("part", RowChange.insert(row(2, "more than twenty characters")), SEEN);
        center.flush();
        center.awaitValue("SELECT COUNT(*) FROM stationsync.sync_quarantine", "1");
        // So that nothing new arrives before the retry.
        post("/api/stations/ST001/tables/part/pause", "{\"direction\":\"up\"," + WHY + "}");
        center.stop();
        center.wipeTopics("part");
        center.start(SETTINGS);
        center.execute(
                "UPDATE part SET text = 'by the operator' WHERE id = 1", "ALTER TABLE part MODIFY text varchar(200)");
        await("the edit is on its way", () -> told(1).equals(List.of("by the operator")));

        JsonNode change = center.get("/api/quarantine?station=ST001").body();
        post(
                "/api/quarantine/" + center.value("SELECT id FROM stationsync.sync_quarantine") + "/retry",
                "{" + WHY + "}");
        await("the capture has passed the retry: " + change, () -> !told(2).isEmpty());
        center.change("part", RowChange.update(row(1, "old"), row(1, "by the station")));
        center.flush();
        post("/api/stations/ST001/tables/part/resume", "{\"direction\":\"up\"," + WHY + "}");
        center.awaitValue("SELECT text FROM part WHERE id = 1", "by the station");

        await("the station, about to apply the edit, is told what came of its own", () -> told(1).equals(
                        List.of("by the operator", "by the station")));
    }

    /** Nothing that Kafka says tells the one from the other. */
    @Test
    void a_topic_that_has_grown_as_long_as_the_old_one_had_been_read_is_noticed() {
        center.announce(
                "part", "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(20), code varchar(20) NOT NULL)");
        center.start(SETTINGS);
        for (long id = 1; id <= 3; id++) {
            center.change("part", RowChange.insert(row(id, "old")));
        }
        center.flush();
        center.count();
        center.awaitValue("SELECT COUNT(*) FROM part", "3");
        center.stop();
        center.wipeTopics("part");
        center.countAnew();
        for (long id = 11; id <= 13; id++) {
            center.change("part", RowChange.insert(row(id, "passed over")));
        }
        center.flush();
        center.count();

        center.start(SETTINGS);

        center.awaitValue("SELECT CONCAT(kind, ' ', table_name) FROM stationsync.sync_command", "resync part");
        center.change("part", RowChange.insert(row(14, "after it")));
        center.flush();
        center.awaitValue("SELECT text FROM part WHERE id = 14", "after it");
        assertThat(center.metric("sync_losses_total")).isEqualTo(1);
    }
}
