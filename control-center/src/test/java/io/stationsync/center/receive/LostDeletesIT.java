package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Deletes;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A station changes a row that is not there, and may not have heard that the center has deleted it. */
class LostDeletesIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TABLE = "evolving";

    private final Fleet fleet = new Fleet();
    private final StationStream stream =
            new StationStream(DATABASE, fleet, "ST001", TABLE, TablePolicy.DEFAULT.withEvolve(Evolve.NONE));

    @BeforeEach
    void makeTable() {
        DATABASE.execute(
                "DROP TABLE IF EXISTS evolving",
                "CREATE TABLE evolving (master_id bigint AUTO_INCREMENT PRIMARY KEY, id int NOT NULL, text varchar(20), code varchar(20) NOT NULL, UNIQUE KEY (id, code)) CHARSET=utf8mb4",
                "DELETE FROM stationsync.sync_progress WHERE topic LIKE '%evolving'",
                "DELETE FROM stationsync.sync_conflict WHERE table_name = 'evolving'",
                "DELETE FROM stationsync.sync_quarantine WHERE table_name = 'evolving'",
                "DELETE FROM stationsync.sync_command WHERE table_name = 'evolving'");
        announce(stream);
    }

    private static void announce(StationStream stream) {
        stream.shape("id int NOT NULL", "text varchar(200)");
    }

    private static String conflicts() {
        return DATABASE.value(
                "SELECT COALESCE(GROUP_CONCAT(CONCAT(outcome, ' ', JSON_VALUE(base, '$.text'), ' ', JSON_VALUE(station_row, '$.text'), ' ', control_row IS NULL) ORDER BY id), 'none') FROM stationsync.sync_conflict WHERE table_name = 'evolving'");
    }

    private static String rows() {
        return DATABASE.value("SELECT COALESCE(GROUP_CONCAT(CONCAT(id, ' ', text) ORDER BY id), 'none') FROM evolving");
    }

    @Test
    void a_row_that_comes_back_while_the_station_waits_to_be_told_what_it_lacks_is_a_conflict() throws Exception {
        stream.insert(1, "is there");
        stream.update(stream.row(2, "old"), stream.row(2, "arrives late"));
        stream.updateBeforeLoad(stream.row(1, "is there"), stream.row(1, "changed"));
        stream.updateBeforeLoad(stream.row(3, "old"), stream.row(3, "back"));
        stream.updateBeforeLoad(stream.row(3, "back"), stream.row(3, "changed again"));
        stream.apply();

        assertThat(rows()).isEqualTo("1 changed,2 arrives late,3 changed again");
        assertThat(conflicts()).isEqualTo("row-restored old back 1");
    }

    @Test
    void it_is_one_too_if_its_change_is_refused_at_first() throws Exception {
        stream.updateBeforeLoad(stream.row(1, "old"), stream.row(1, "more than twenty characters"));
        stream.apply();
        assertThat(rows()).isEqualTo("none");
        assertThat(conflicts()).isEqualTo("none");
        DATABASE.execute("ALTER TABLE evolving MODIFY text varchar(200)");

        RetryOne.retry(DATABASE, stream.applier());

        assertThat(rows()).isEqualTo("1 more than twenty characters");
        assertThat(conflicts()).isEqualTo("row-restored old more than twenty characters 1");
    }

    /** What the station sent before it could hear of the load. */
    @Test
    void it_is_one_from_the_command_on_with_which_the_center_asks_for_the_load() throws Exception {
        command("given", LoadArguments.whole(LoadMode.CENTER).json());
        stream.update(stream.row(1, "old"), stream.row(1, "back"));
        stream.apply();

        assertThat(rows()).isEqualTo("1 back");
        assertThat(conflicts()).isEqualTo("row-restored old back 1");
    }

    @Test
    void it_is_none_once_that_load_is_done_or_in_one_in_which_the_stations_rows_count() throws Exception {
        command("done", LoadArguments.whole(LoadMode.CENTER).json());
        command("accepted", LoadArguments.WHOLE.json());
        stream.update(stream.row(1, "old"), stream.row(1, "arrives late"));
        stream.apply();

        assertThat(rows()).isEqualTo("1 arrives late");
        assertThat(conflicts()).isEqualTo("none");
    }

    private static void command(String state, String arguments) {
        DATABASE.execute(
                "INSERT INTO stationsync.sync_command (station, kind, table_name, arguments, reason, state) VALUES ('ST001', 'resync', 'evolving', '%s', 'test', '%s')"
                        .formatted(arguments, state));
    }

    @Test
    void where_the_centers_deletes_do_not_travel_it_is_none() throws Exception {
        StationStream ignoring = new StationStream(
                DATABASE,
                fleet,
                "ST001",
                TABLE,
                new TablePolicy(
                        Conflict.CONTROL_WINS,
                        null,
                        Granularity.COLUMNS,
                        Deletes.PROPAGATE,
                        null,
                        Deletes.IGNORE,
                        Evolve.NONE));
        announce(ignoring);
        ignoring.updateBeforeLoad(ignoring.row(1, "old"), ignoring.row(1, "back"));
        ignoring.apply();

        assertThat(rows()).isEqualTo("1 back");
        assertThat(conflicts()).isEqualTo("none");
    }
}
