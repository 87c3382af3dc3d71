package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stations change their tables, each as it likes, while their applications go on writing. */
class SchemaChangesIT {
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002", "ST003")
            .withTables(table("part"), table("other"), table("emptied"), table("lost"), table("dropped"))
            .withCenterProperty("sync.tables.other.evolve", "none"));
    private static final Station FIRST = FLEET.station("ST001");
    private static final Station SECOND = FLEET.station("ST002");
    private static final Station THIRD = FLEET.station("ST003");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    private static SyncedTable table(String name) {
        return new SyncedTable(name, """
                CREATE TABLE %s (
                  id bigint NOT NULL AUTO_INCREMENT, text varchar(20), amount int DEFAULT 1, code varchar(20) NOT NULL,
                  PRIMARY KEY (id)
                ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
                """.formatted(name), "");
    }

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static void insert(Station station, String table, long id, String text) {
        station.database()
                .execute("INSERT INTO %s (id, text, code) VALUES (%d, '%s', '%s')"
                        .formatted(table, id, text, station.code()));
    }

    private static void awaitText(Database database, String table, String row, String text) {
        await(database, "SELECT text FROM %s WHERE %s".formatted(table, row), text);
    }

    private static String ofMaster(Station station, long id) {
        return "id = %d AND code = '%s'".formatted(id, station.code());
    }

    @Test
    void stations_with_different_tables_coexist_and_only_a_breaking_change_stops_the_one_table_that_made_it() {
        ServiceProcess center = FLEET.center().service();
        try (TableWriter first = new TableWriter(FIRST, "part", "other");
                TableWriter second = new TableWriter(SECOND, "part", "other");
                TableWriter third = new TableWriter(THIRD, "part", "other")) {
            for (Station station : FLEET.stations()) {
                insert(station, "part", 1, "first");
                awaitText(master(), "part", ofMaster(station, 1), "first");
            }
            try (StandingStillWatch watch = new StandingStillWatch(center)) {
                FIRST.database().execute("ALTER TABLE part ADD COLUMN note varchar(20) DEFAULT 'new'");
                await(master(), "SELECT MAX(note) FROM part WHERE " + ofMaster(FIRST, 1), "new");
                master().execute("UPDATE part SET note = 'of the center' WHERE " + ofMaster(FIRST, 1));
                await(FIRST.database(), "SELECT note FROM part WHERE id = 1", "of the center");

                SECOND.database().execute("ALTER TABLE part ADD COLUMN note varchar(20) DEFAULT 'mine'");
                await(master(), "SELECT note FROM part WHERE " + ofMaster(SECOND, 1), "mine");

                THIRD.database().execute("ALTER TABLE part MODIFY text varchar(200), MODIFY amount bigint DEFAULT 1");
                insert(THIRD, "part", 2, "a text of more than twenty characters");
                awaitText(master(), "part", ofMaster(THIRD, 2), "a text of more than twenty characters");

                // Under way when the column is dropped, or behind: the message finds no column.
                master().execute("UPDATE part SET note = 'too late', text = 'in time' WHERE " + ofMaster(FIRST, 1));
                FIRST.database().execute("ALTER TABLE part DROP COLUMN note");
                awaitText(FIRST.database(), "part", "id = 1", "in time");
                insert(FIRST, "part", 2, "without a note");
                awaitText(master(), "part", ofMaster(FIRST, 2), "without a note");
                assertThat(watch.seen()).isEmpty();
            }
            try (StandingStillWatch watch = new StandingStillWatch(center)) {
                SECOND.database().execute("ALTER TABLE part MODIFY amount varchar(30) DEFAULT 'one'");
                insert(SECOND, "part", 2, "behind the change");
                Waiting.until(
                        "part of ST002 stands still",
                        PATIENCE,
                        () -> StandingStillWatch.now(center).contains("ST002.part")
                                ? Optional.empty()
                                : Optional.of(center.health().toString()));
                // Nobody else does.
                first.awaitMore(50, PATIENCE);
                for (Station station : FLEET.stations()) {
                    insert(station, "other", 3, "goes on");
                    awaitText(master(), "other", ofMaster(station, 3), "goes on");
                }
                insert(FIRST, "part", 3, "goes on");
                insert(THIRD, "part", 3, "goes on");
                awaitText(master(), "part", ofMaster(FIRST, 3), "goes on");
                awaitText(master(), "part", ofMaster(THIRD, 3), "goes on");
                assertThat(watch.seen()).containsExactly("ST002.part");
                assertThat(master().number("SELECT COUNT(*) FROM part WHERE " + ofMaster(SECOND, 2)))
                        .isZero();
            }
            String reason = StandingStillWatch.reason(center, "ST002.part");
            assertThat(reason).startsWith("WAITING_FOR_TABLE since ").contains("the station has varchar(30)");
            master().execute(reason.substring(reason.indexOf("ALTER TABLE")));
            awaitText(master(), "part", ofMaster(SECOND, 2), "behind the change");
            second.awaitMore(50, PATIENCE);
            third.awaitMore(50, PATIENCE);
        }
        FLEET.awaitEqual("part", PATIENCE);
        FLEET.awaitEqual("other", PATIENCE);
        assertThat(StandingStillWatch.now(center)).doesNotContain("ST001.part", "ST002.part", "ST003.part");
        assertThat(master().number("SELECT COUNT(*) FROM stationsync.sync_quarantine"))
                .isZero();
    }

    @Test
    void a_truncate_travels_to_its_place_in_the_stream_and_back_comes_nothing() {
        for (Station station : FLEET.stations()) {
            insert(station, "emptied", 1, "old");
            insert(station, "emptied", 2, "old");
            awaitText(master(), "emptied", ofMaster(station, 2), "old");
        }
        Map<String, Long> before = FLEET.endOffsets();
        FIRST.database().execute("TRUNCATE TABLE emptied");
        insert(FIRST, "emptied", 1, "after");
        awaitText(master(), "emptied", ofMaster(FIRST, 1), "after");

        FLEET.awaitEqual("emptied", PATIENCE);
        assertThat(master().number("SELECT COUNT(*) FROM emptied WHERE code = 'ST001'"))
                .isOne();
        assertThat(new Traffic(FLEET)
                        .since(before).stream()
                                .filter(message -> message.table().equals("emptied"))
                                .map(Traffic.Message::op))
                .containsExactly("t", "c");
    }

    @Test
    void what_nobody_can_tell_stops_its_table_until_it_is_sent_again_also_over_a_restart() {
        ServiceProcess center = FLEET.center().service();
        insert(THIRD, "lost", 1, "known");
        insert(THIRD, "dropped", 1, "known");
        awaitText(master(), "lost", ofMaster(THIRD, 1), "known");
        awaitText(master(), "dropped", ofMaster(THIRD, 1), "known");

        THIRD.database().execute("SET SESSION binlog_format = STATEMENT", "UPDATE lost SET text = 'unseen'");
        THIRD.database().execute("DROP TABLE dropped");
        insert(THIRD, "lost", 2, "not sent");
        awaitReason(center, "ST003.lost", "binlog_format");
        awaitReason(center, "ST003.dropped", "was dropped");
        insert(THIRD, "emptied", 7, "goes on");
        awaitText(master(), "emptied", ofMaster(THIRD, 7), "goes on");

        // The table that is made again lacks the rows that the center has; and without it no agent would start.
        THIRD.database().execute(table("dropped").stationDdl());
        THIRD.agent().kill();
        // When the agent reads these, the table looks as after the last of them.
        THIRD.database()
                .execute(
                        "ALTER TABLE emptied ADD COLUMN a int DEFAULT 5, MODIFY text varchar(30)",
                        "INSERT INTO emptied (id, text, a, code) VALUES (9, 'a while ago', 6, 'ST003')",
                        "ALTER TABLE emptied DROP COLUMN a",
                        "ALTER TABLE emptied ADD COLUMN b bigint DEFAULT 7",
                        "INSERT INTO emptied (id, text, b, code) VALUES (10, 'just now', 8, 'ST003')");
        THIRD.agent().start();
        THIRD.agent().awaitRunning(PATIENCE);
        insert(THIRD, "lost", 3, "not sent");
        insert(THIRD, "emptied", 8, "goes on");
        awaitText(master(), "emptied", ofMaster(THIRD, 8), "goes on");
        assertThat(
                        master().value(
                                        "SELECT GROUP_CONCAT(CONCAT_WS('|', id, IFNULL(a, '-'), b) ORDER BY id) FROM emptied WHERE code = 'ST003' AND id > 6"))
                .isEqualTo("7|-|7,8|-|7,9|6|7,10|-|8");
        assertThat(THIRD.agent()
                        .health()
                        .path("components")
                        .path("capture")
                        .path("details")
                        .path("resyncNeeded")
                        .path("lost")
                        .asString(""))
                .startsWith("since ")
                .contains("SET GLOBAL binlog_format=ROW");
        assertThat(THIRD.agent().metric("sync_table_running", "table", "lost")).isZero();
        assertThat(StandingStillWatch.now(center)).contains("ST003.lost", "ST003.dropped");
        assertThat(master().number("SELECT COUNT(*) FROM lost WHERE code = 'ST003'"))
                .isOne();
    }

    private static void awaitReason(ServiceProcess center, String table, String part) {
        Waiting.until(
                "%s waits for a resync".formatted(table),
                PATIENCE,
                () -> StandingStillWatch.reason(center, table).contains(part)
                        ? Optional.empty()
                        : Optional.of(center.health().toString()));
    }
}
