package io.stationsync.center.send;

import static io.stationsync.center.RunningCenter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.wire.RecordHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What can't be read in the center's binlog stops its capture until an operator agrees that it goes on behind it. */
class ImpasseIT {
    private final RunningCenter center = new RunningCenter("""
            CREATE TABLE part (
              master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint, text varchar(40), code varchar(20), UNIQUE (id, code))""");

    @BeforeEach
    void begin() {
        center.announce(
                "part", "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(40), code varchar(20) NOT NULL)");
        center.start();
        for (long id = 1; id <= 3; id++) {
            center.change(
                    "part",
                    RowChange.insert(
                            Row.of(Map.of("id", Value.of(id), "text", Value.of("old"), "code", Value.of("ST001")))));
        }
        center.flush();
        center.awaitValue("SELECT COUNT(*) FROM part", "3");
    }

    @AfterEach
    void close() {
        center.close();
    }

    private static String edit(long id, String text) {
        return "UPDATE part SET text = '%s' WHERE id = %d".formatted(text, id);
    }

    private List<String> edits() {
        return center.topic(RunningCenter.DOWN).stream()
                .filter(record -> !RecordHeaders.isCommand(record.headers()))
                .map(record -> JsonMapper.shared().readTree(record.value()))
                .map(value -> value.path("after").path("text").asString(""))
                .toList();
    }

    @Test
    void a_resync_of_an_operator_goes_on_behind_it_and_the_stations_load_all_rows() {
        center.execute(
                "SET GLOBAL binlog_row_metadata=NO_LOG", edit(1, "unreadable"), "SET GLOBAL binlog_row_metadata=FULL");
        await("it fails", () -> center.health("capture").equals("FAILED"));
        assertThat(center.details("capture").path("lastError").asString(""))
                .contains("ask for a resync of any whole table");
        center.execute(edit(2, "not sent"));

        assertThat(center.call("/api/stations/ST001/tables/part/resync", "{\"reason\":\"a test\"}")
                        .status())
                .isEqualTo(202);

        await("it runs", () -> center.health("capture").equals("RUNNING"));
        center.awaitValue(
                "SELECT CONCAT_WS(' ', state, JSON_VALUE(arguments, '$.mode')) FROM stationsync.sync_command ORDER BY id",
                "refused sent CENTER");
        center.execute(edit(3, "shown"));
        await("edits travel", () -> edits().equals(List.of("shown")));
    }
}
