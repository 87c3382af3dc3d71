package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Deletes;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.center.table.TablePolicy.Granularity;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A station's TRUNCATE takes away its rows, once, at its place in the stream. */
class TruncationIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TABLE = "emptied";
    private static final int MANY = 12_000;

    private final Fleet fleet = new Fleet();
    private final StationStream first = new StationStream(DATABASE, fleet, "ST001", TABLE, TablePolicy.DEFAULT);
    private final StationStream second = new StationStream(DATABASE, fleet, "ST002", TABLE, TablePolicy.DEFAULT);

    @BeforeEach
    void tables() throws Exception {
        DATABASE.execute(
                "DROP TABLE IF EXISTS emptied",
                "DELETE FROM stationsync.sync_progress WHERE topic LIKE '%emptied'",
                "DELETE FROM stationsync.sync_station_shape WHERE topic LIKE '%emptied'",
                "DELETE FROM stationsync.sync_quarantine WHERE table_name = 'emptied'");
        for (StationStream stream : new StationStream[] {first, second}) {
            stream.shape("id int NOT NULL", "text varchar(10)");
            stream.insert(1, "a");
            stream.apply();
        }
    }

    private static String rows() {
        return DATABASE.value("SELECT GROUP_CONCAT(code, '|', id ORDER BY code, id SEPARATOR ' ') FROM emptied");
    }

    @Test
    void the_rows_before_it_go_those_after_it_stay_and_other_stations_keep_theirs() throws Exception {
        first.insert(2, "b");
        first.truncate();
        first.insert(2, "c");
        first.apply();

        assertThat(rows()).isEqualTo("ST001|2 ST002|1");
        assertThat(DATABASE.value("SELECT text FROM emptied WHERE code = 'ST001'"))
                .isEqualTo("c");
    }

    @Test
    void many_rows_go_in_pieces_and_after_a_crash_in_the_middle_it_goes_on() throws Exception {
        DATABASE.execute("INSERT INTO emptied (id, text, code) SELECT seq, 'many', 'ST001' FROM seq_2_to_" + MANY);
        first.truncate();
        first.insert(7, "after");
        FailingDataSource dying = new FailingDataSource(DATABASE.dataSource(), 2);
        first.restart(dying, TablePolicy.DEFAULT);

        assertThatThrownBy(first::apply).isInstanceOf(SQLException.class).hasMessageContaining("killed");

        long left = Long.parseLong(DATABASE.value("SELECT COUNT(*) FROM emptied WHERE code = 'ST001'"));
        assertThat(left).isPositive().isLessThan(MANY);
        first.restart(DATABASE.dataSource(), TablePolicy.DEFAULT);
        first.apply();
        assertThat(rows()).isEqualTo("ST001|7 ST002|1");
    }

    @Test
    void rows_of_a_code_that_the_station_has_just_given_away_stay() throws Exception {
        first.codes("ST001", "GIVEN");
        DATABASE.execute("INSERT INTO emptied (id, text, code) VALUES (1, 'x', 'GIVEN')");
        first.unread(() -> first.codes("ST001"));
        first.truncate();
        first.apply();

        assertThat(rows()).isEqualTo("GIVEN|1 ST002|1");
    }

    @Test
    void where_deletes_of_stations_are_ignored_it_is_too() throws Exception {
        first.restart(
                DATABASE.dataSource(),
                new TablePolicy(
                        Conflict.CONTROL_WINS, null, Granularity.COLUMNS, Deletes.IGNORE, null, null, Evolve.ADD));
        first.truncate();
        first.insert(2, "b");
        first.apply();

        assertThat(rows()).isEqualTo("ST001|1 ST001|2 ST002|1");
    }

    @Test
    void it_may_be_the_first_thing_that_a_station_sends() throws Exception {
        StationStream third = new StationStream(DATABASE, fleet, "ST003", TABLE, TablePolicy.DEFAULT);
        third.shape("id int NOT NULL", "text varchar(10)");
        DATABASE.execute("INSERT INTO emptied (id, text, code) VALUES (1, 'by hand', 'ST003')");
        third.truncate();
        third.insert(2, "b");
        third.apply();

        assertThat(rows()).isEqualTo("ST001|1 ST002|1 ST003|2");
    }

    @Test
    void changes_in_quarantine_go_with_the_rows_and_the_audit_says_so() throws Exception {
        DATABASE.execute("ALTER TABLE emptied ADD CONSTRAINT no_x CHECK (text <> 'x')");
        first.insert(2, "x");
        first.apply();
        first.truncate();
        DATABASE.execute("ALTER TABLE emptied DROP CONSTRAINT no_x");
        first.insert(2, "y");
        first.apply();

        assertThat(rows()).isEqualTo("ST001|2 ST002|1");
        assertThat(DATABASE.value("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'emptied'"))
                .isEqualTo("0");
        assertThat(DATABASE.value(
                        "SELECT CONCAT(user_name, detail) FROM stationsync.sync_audit WHERE action = 'truncate'"))
                .isEqualTo("station ST001{\"discarded\":1}");
    }
}
