package io.stationsync.center.send;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.wire.RecordHeaders;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code part} with three rows of the station, which the center edits. */
final class Parts {
    static final String MASTER = """
            CREATE TABLE part (
              master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint, text varchar(40), code varchar(20), UNIQUE (id, code))""";

    private Parts() {}

    /** Starts the center and returns when it has the rows. */
    static void begin(RunningCenter center) {
        center.announce(
                "part", "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(40), code varchar(20) NOT NULL)");
        center.start();
        for (long id = 1; id <= 3; id++) {
            center.change("part", RowChange.insert(row(id, "old")));
        }
        center.flush();
        center.awaitValue("SELECT COUNT(*) FROM part", "3");
    }

    static Row row(long id, String text) {
        return Row.of(Map.of("id", Value.of(id), "text", Value.of(text), "code", Value.of("ST001")));
    }

    /** The statement. */
    static String edit(long id, String text) {
        return "UPDATE part SET text = '%s' WHERE id = %d".formatted(text, id);
    }

    /** The texts that the station was sent. */
    static List<String> edits(RunningCenter center) {
        return center.topic(RunningCenter.DOWN).stream()
                .filter(record -> !RecordHeaders.isCommand(record.headers()))
                .map(record -> JsonMapper.shared().readTree(record.value()))
                .map(value -> value.path("after").path("text").asString(""))
                .toList();
    }
}
