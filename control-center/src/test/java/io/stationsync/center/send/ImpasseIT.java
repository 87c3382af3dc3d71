package io.stationsync.center.send;

import static io.stationsync.center.RunningCenter.await;
import static io.stationsync.center.send.Parts.edit;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can't be read in the center's binlog stops its capture until an operator agrees that it goes on behind it. */
class ImpasseIT {
    private final RunningCenter center = new RunningCenter(Parts.MASTER);

    @BeforeEach
    void begin() {
        Parts.begin(center);
    }

    @AfterEach
    void close() {
        center.close();
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
        await("edits travel", () -> Parts.edits(center).equals(List.of("shown")));
    }
}
