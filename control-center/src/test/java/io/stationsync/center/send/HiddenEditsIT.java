package io.stationsync.center.send;

import static io.stationsync.center.RunningCenter.await;
import static io.stationsync.center.send.Parts.edit;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.StationCommand.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sessions at the center whose edits are not in the binlog: the stations load the table, and all else goes on. */
class HiddenEditsIT {
    private static final String COMMANDS =
            "SELECT CONCAT_WS(' ', kind, table_name, JSON_VALUE(arguments, '$.mode'), state) FROM stationsync.sync_command ORDER BY id";
    private static final String LOAD_OF_PART = "resync part CENTER sent";
    private static final String STATEMENT_FORMAT = "SET SESSION binlog_format=STATEMENT";

    private final RunningCenter center =
            new RunningCenter(Parts.MASTER, "CREATE TABLE note (id int PRIMARY KEY, text varchar(40))");

    @BeforeEach
    void begin() {
        Parts.begin(center);
    }

    @AfterEach
    void close() {
        center.close();
    }

    private void awaitEdits(String... texts) {
        await("%s is sent".formatted(List.of(texts)), () -> Parts.edits(center).equals(List.of(texts)));
    }

    private JsonNode owed() {
        return center.topic("sync.status.center").stream()
                .filter(record -> new String(record.key()).equals("owed"))
                .map(record -> JsonMapper.shared().readTree(record.value()).path("reasons"))
                .reduce(JsonMapper.shared().createObjectNode(), (one, later) -> later);
    }

    private void answer(CommandResult.State state) {
        long id = Long.parseLong(center.value("SELECT MAX(id) FROM stationsync.sync_command"));
        center.answer(new CommandResult(id, Kind.RESYNC.code(), "part", state, "-", 1_000L, null));
    }

    @Test
    void the_station_is_to_load_the_table_once_and_other_edits_travel() {
        center.execute(STATEMENT_FORMAT, edit(1, "hidden"), edit(1, "hidden again"));
        center.execute("SET SESSION binlog_row_image=MINIMAL", edit(2, "without columns"));
        center.execute(edit(3, "shown"));

        awaitEdits("shown");
        center.awaitValue(COMMANDS, LOAD_OF_PART);
        assertThat(center.health("capture")).isEqualTo("RUNNING");
        assertThat(center.details("capture").path("hidden.part").asString("")).contains("in transaction");
        assertThat(center.metric("sync_return_losses_total")).isPositive();
    }

    /** Its rows may have been read before the last edit. */
    @Test
    void what_is_edited_while_a_load_is_open_is_loaded_once_more_when_that_has_ended_whatever_restarts() {
        center.execute(STATEMENT_FORMAT, edit(1, "hidden"));
        center.awaitValue(COMMANDS, LOAD_OF_PART);
        answer(CommandResult.State.ACCEPTED);
        center.awaitValue(COMMANDS, "resync part CENTER accepted");
        center.execute(STATEMENT_FORMAT, edit(1, "hidden too"), edit(2, "hidden too"));
        center.execute(edit(3, "shown"));
        awaitEdits("shown");
        await("it is stored", () -> owed().path("ST001").has("part"));
        assertThat(center.value(COMMANDS)).isEqualTo("resync part CENTER accepted");

        center.restart();
        answer(CommandResult.State.DONE);

        center.awaitValue(COMMANDS, "resync part CENTER done " + LOAD_OF_PART);
        center.execute(edit(3, "shown again"));
        awaitEdits("shown", "shown again");
        await("nothing is owed", () -> owed().isEmpty());
        assertThat(center.value(COMMANDS)).isEqualTo("resync part CENTER done " + LOAD_OF_PART);
    }

    @Test
    void a_statement_on_a_table_that_no_station_has_is_no_matter() {
        center.execute(STATEMENT_FORMAT, "INSERT INTO note VALUES (1, 'a')", "UPDATE note SET text = 'b'");
        center.execute("SET SESSION binlog_row_image=MINIMAL", "UPDATE note SET text = 'c'");
        center.execute(edit(3, "shown"));

        awaitEdits("shown");
        assertThat(center.value(COMMANDS)).isEmpty();
        assertThat(owed().isEmpty()).isTrue();
    }

    @Test
    void a_statement_on_a_view_may_edit_any_table() {
        center.execute("CREATE VIEW parts AS SELECT * FROM part");

        center.execute(STATEMENT_FORMAT, "UPDATE parts SET text = 'hidden' WHERE id = 1");

        center.awaitValue(COMMANDS, LOAD_OF_PART);
    }

    /** What the center itself writes would be hidden likewise, the rows of such a load among them. */
    @Test
    void a_server_that_writes_statements_is_mended_before_anything_is_loaded() {
        center.execute("SET GLOBAL binlog_format=STATEMENT");
        center.execute(edit(1, "hidden"));
        await(
                "the setting is named",
                () -> center.details("capture").path("hidden").asString("").contains("SET GLOBAL"));
        assertThat(center.value(COMMANDS)).isEmpty();

        center.execute("SET GLOBAL binlog_format=ROW");
        center.restart();

        center.awaitValue(COMMANDS, LOAD_OF_PART);
    }
}
