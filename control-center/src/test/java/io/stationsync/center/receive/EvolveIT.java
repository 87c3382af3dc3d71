package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.model.Row;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The master table follows the stations' tables, or waits for somebody to change it. */
class EvolveIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TABLE = "evolving";
    private static final TablePolicy NONE = TablePolicy.DEFAULT.withEvolve(Evolve.NONE);

    private final Fleet fleet = new Fleet();
    private StationStream first = stream("ST001", TablePolicy.DEFAULT);
    private final StationStream second = stream("ST002", TablePolicy.DEFAULT);

    private StationStream stream(String station, TablePolicy policy) {
        return new StationStream(DATABASE, fleet, station, TABLE, policy);
    }

    @BeforeEach
    void tables() throws Exception {
        DATABASE.execute(
                "DROP TABLE IF EXISTS evolving",
                "DELETE FROM stationsync.sync_progress WHERE topic LIKE '%evolving'",
                "DELETE FROM stationsync.sync_station_shape WHERE topic LIKE '%evolving'",
                "DELETE FROM stationsync.sync_conflict WHERE table_name = 'evolving'",
                "DELETE FROM stationsync.sync_quarantine WHERE table_name = 'evolving'");
        for (StationStream stream : new StationStream[] {first, second}) {
            stream.shape("id int NOT NULL", "text varchar(10)");
            stream.insert(1, "a");
            stream.apply();
        }
    }

    private static String rows(String columns) {
        return DATABASE.value(
                "SELECT GROUP_CONCAT(CONCAT_WS('|', code, id, %s) ORDER BY code, id SEPARATOR ' ') FROM evolving"
                        .formatted(columns));
    }

    private static String type(String column) {
        return DATABASE.value(
                "SELECT CONCAT(column_type, IF(is_nullable = 'YES', '', ' NOT NULL'), IFNULL(CONCAT(' DEFAULT ', column_default), ''))"
                        + " FROM information_schema.columns WHERE table_schema = 'test' AND table_name = 'evolving' AND column_name = '%s'"
                                .formatted(column));
    }

    private static String conflicts() {
        return DATABASE.value("SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'evolving'");
    }

    private static String quarantined() {
        return DATABASE.value("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'evolving'");
    }

    @Test
    void a_column_that_a_station_gains_is_added_and_others_go_on_without_it() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "n int NOT NULL DEFAULT 5");
        first.insert(2, "b", 7);
        first.apply();
        Row before = second.row(1, "a");
        second.update(before, second.row(1, "c"));
        second.insert(2, "d");
        second.apply();

        assertThat(type("n")).isEqualTo("int(11) DEFAULT 5");
        assertThat(rows("text, n")).isEqualTo("ST001|1|a|5 ST001|2|b|7 ST002|1|c|5 ST002|2|d|5");
        assertThat(conflicts() + quarantined()).isEqualTo("00");
    }

    @Test
    void rows_that_the_station_had_get_the_stations_default_where_nobody_has_edited_them() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "n int DEFAULT 5");
        first.insert(2, "b", 5);
        first.apply();
        second.insert(2, "d");
        second.apply();
        DATABASE.execute("UPDATE evolving SET n = 6 WHERE code = 'ST002' AND id = 1");

        second.shape("id int NOT NULL", "text varchar(10)", "n int DEFAULT 8");
        second.insert(3, "e", null);
        second.apply();

        assertThat(rows("text, IFNULL(n, '-')"))
                .isEqualTo("ST001|1|a|5 ST001|2|b|5 ST002|1|a|6 ST002|2|d|8 ST002|3|e|-");
    }

    @Test
    void types_are_widened_to_hold_what_every_station_has_and_never_narrowed() throws Exception {
        DATABASE.execute("ALTER TABLE evolving MODIFY text varchar(10) NOT NULL DEFAULT 'x' COMMENT 'it''s NOT NULL'");
        first.shape("id bigint NOT NULL", "text varchar(20)", "d decimal(6,2)", "t datetime", "e enum('a','b')");
        second.shape("id int NOT NULL", "text varchar(15)", "d decimal(5,4)", "t datetime(3)", "e enum('b','c')");
        first.insert(5_000_000_000L, "twenty characters...", "1234.50", "2026-11-21 08:00:00", "a");
        first.apply();
        second.insert(2, null, "1.2345", "2026-11-21 08:00:00.123", "c");
        second.apply();

        assertThat(type("id")).isEqualTo("bigint(20) NOT NULL");
        assertThat(type("text")).isEqualTo("varchar(20) DEFAULT 'x'");
        assertThat(type("d")).isEqualTo("decimal(8,4) DEFAULT NULL");
        assertThat(type("t")).isEqualTo("datetime(3) DEFAULT NULL");
        assertThat(type("e")).isEqualTo("enum('a','b','c') DEFAULT NULL");
        assertThat(
                        DATABASE.value(
                                "SELECT column_comment FROM information_schema.columns WHERE table_name = 'evolving' AND column_name = 'text'"))
                .isEqualTo("it's NOT NULL");
        assertThat(quarantined()).isEqualTo("0");
    }

    @Test
    void a_value_that_the_master_writes_with_more_digits_is_no_conflict() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "d decimal(6,2)", "t timestamp");
        first.insert(2, "b", "1.50", "2026-11-21 08:00:00Z");
        first.apply();
        second.shape("id int NOT NULL", "text varchar(10)", "d decimal(8,4)", "t timestamp(3)");
        second.insert(2, "b", "1.5000", "2026-11-21 08:00:00.123Z");
        second.apply();

        first.update(
                first.row(2, "b", "1.50", "2026-11-21 08:00:00Z"), first.row(2, "c", "2.50", "2026-11-21 09:00:00Z"));
        first.apply();

        assertThat(rows("text, d, t"))
                .contains("ST001|2|c|2.5000|2026-11-21 09:00:00.000 ")
                .endsWith("ST002|2|b|1.5000|2026-11-21 08:00:00.123");
        assertThat(conflicts()).isEqualTo("0");
    }

    @Test
    void a_column_that_a_station_drops_stays_and_its_later_changes_leave_it_alone() throws Exception {
        DATABASE.execute("ALTER TABLE evolving MODIFY text varchar(10) NOT NULL");
        Row before = first.row(1, "a");
        assertThat(before.columns().names()).contains("text");
        first.shape("id int NOT NULL", "n int");
        first.update(first.row(1, null), first.row(1, 7));
        first.insert(2, 8);
        first.apply();

        assertThat(rows("IFNULL(text, '-'), IFNULL(n, '-')")).isEqualTo("ST001|1|a|7 ST001|2|-|8 ST002|1|a|-");
        assertThat(conflicts() + quarantined()).isEqualTo("00");
    }

    @Test
    void with_evolve_none_the_table_waits_with_the_statement_that_mends_it_and_goes_on_by_itself() throws Exception {
        first.restart(DATABASE.dataSource(), NONE);
        first.shape("id int NOT NULL", "text varchar(20)", "n int DEFAULT 5", "t time(6)");
        first.insert(2, "b", 7, "08:00:00.000001");

        String refusal = first.refusal();

        assertThat(refusal)
                .startsWith(
                        "WAITING_FOR_TABLE: master table evolving has no column n; it has no column t. Mend it with: ALTER TABLE");
        second.insert(2, "b");
        second.apply();
        DATABASE.execute(refusal.substring(refusal.indexOf("ALTER TABLE")));
        first.apply();
        assertThat(rows("text, IFNULL(n, '-'), IFNULL(t, '-')"))
                .isEqualTo("ST001|1|a|5|- ST001|2|b|7|08:00:00.000001 ST002|1|a|5|- ST002|2|b|5|-");
    }

    @Test
    void with_evolve_none_a_narrower_column_takes_what_fits_but_nothing_is_rounded() throws Exception {
        first.restart(DATABASE.dataSource(), NONE);
        first.shape("id int NOT NULL", "text varchar(20)");
        first.insert(2, "b");
        first.insert(3, "more than ten characters");
        first.apply();
        assertThat(quarantined()).isEqualTo("1");

        DATABASE.execute("ALTER TABLE evolving ADD t datetime, ADD d decimal(5,1)");
        first.shape("id int NOT NULL", "text varchar(20)", "t datetime(3)", "d decimal(5,2)");
        first.insert(4, "c", "2026-11-21 08:00:00.123", "1.25");
        assertThat(first.refusal())
                .contains("so that values would be changed without a word")
                .contains("MODIFY COLUMN `t` datetime(3)")
                .contains("MODIFY COLUMN `d` decimal(6,2)");
    }

    @Test
    void a_change_that_is_no_widening_stops_that_station_alone_until_the_statement_has_been_run() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "n int");
        first.insert(2, "b", 7);
        first.apply();
        second.shape("id int NOT NULL", "text varchar(10)", "n varchar(30)");
        second.insert(2, "b", "seven");

        String refusal = second.refusal();

        assertThat(refusal).contains("has n int(11) where the station has varchar(30), another kind of value");
        first.insert(3, "c", 8);
        first.apply();
        DATABASE.execute(refusal.substring(refusal.indexOf("ALTER TABLE")));
        second.apply();
        // The other station's numbers are written there as text, and compared as such.
        first.restart(DATABASE.dataSource(), TablePolicy.DEFAULT);
        first.update(first.row(3, "c", 8), first.row(3, "c", 9));
        first.apply();
        assertThat(rows("IFNULL(n, '-')")).isEqualTo("ST001|1|- ST001|2|7 ST001|3|9 ST002|1|- ST002|2|seven");
        assertThat(conflicts() + quarantined()).isEqualTo("00");
    }

    @Test
    void another_primary_key_stops_the_table_with_the_key_that_is_missing() throws Exception {
        DATABASE.execute("ALTER TABLE evolving DROP KEY id");
        first.restart(DATABASE.dataSource(), TablePolicy.DEFAULT);
        first.insert(2, "b");

        assertThat(first.refusal())
                .isEqualTo("WAITING_FOR_TABLE: master table evolving has no unique key over [id, code]."
                        + " Mend it with: ALTER TABLE `evolving` ADD UNIQUE KEY (`id`, `code`);");
    }

    @Test
    void a_change_of_the_table_without_rows_is_followed_too() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "n int NOT NULL");
        assertThat(first.applier().hasChanged(first.partition())).isTrue();
        first.applier().adopt(first.partition());

        assertThat(rows("IFNULL(n, '-')")).isEqualTo("ST001|1|0 ST002|1|0");
        assertThat(first.applier().hasChanged(first.partition())).isFalse();
    }

    @Test
    void a_lock_on_the_master_table_is_waited_for_and_nothing_is_lost() throws Exception {
        first.shape("id int NOT NULL", "text varchar(10)", "n int");
        first.insert(2, "b", 7);
        try (Connection holder = DATABASE.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT * FROM evolving");
            assertThat(first.refusal()).contains("is being changed for what stations' tables have gained");
            holder.rollback();
        }
        while (!first.refusal().equals("everything was applied")) {
            Thread.onSpinWait();
        }
        assertThat(rows("IFNULL(n, '-')")).isEqualTo("ST001|1|- ST001|2|7 ST002|1|-");
    }

    @Test
    void changes_of_an_old_shape_that_wait_in_quarantine_can_still_be_tried() throws Exception {
        DATABASE.execute("ALTER TABLE evolving ADD CONSTRAINT no_x CHECK (text <> 'x')");
        first.insert(2, "x");
        first.apply();
        assertThat(quarantined()).isEqualTo("1");
        first.shape("id int NOT NULL", "n int");
        first.insert(3, 7);
        first.apply();
        DATABASE.execute("ALTER TABLE evolving DROP CONSTRAINT no_x");

        DATABASE.execute("UPDATE stationsync.sync_quarantine SET message = 'looked at' WHERE table_name = 'evolving'");
        RetryOne.retry(DATABASE, first.applier());

        assertThat(quarantined()).isEqualTo("0");
        assertThat(rows("IFNULL(n, '-')")).isEqualTo("ST001|1|- ST001|2|- ST001|3|7 ST002|1|-");
    }
}
