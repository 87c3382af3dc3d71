package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.ofStation;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A station that joins with years of rows, while both sides write and everything is killed. System property: {@code
 * load.rows}.
 */
class LoadIT {
    private static final int ROWS = Integer.getInteger("load.rows", 60_000);
    private static final int ROWS_OF_ODD_TABLES = 1_500;
    private static final SyncedTable EDITED = Tables.like("edited");
    private static final int EDITED_ROWS = ROWS / 3;
    private static final int ROWS_BETWEEN_KILLS = EDITED_ROWS / 10;
    private static final int EDITS = 40;

    /** Each with a primary key of another kind; {@code n} is a number from 1. */
    private record OddTable(String name, String key, String primaryKey, String values) {
        private SyncedTable synced() {
            return new SyncedTable(
                    name,
                    "CREATE TABLE %s (%s, text varchar(20), PRIMARY KEY (%s))".formatted(name, key, primaryKey),
                    "");
        }

        private String fill() {
            return "INSERT INTO %s SELECT %s, CONCAT('row ', seq) FROM seq_1_to_%d"
                    .formatted(name, values, ROWS_OF_ODD_TABLES);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<OddTable> ODD_TABLES = List.of(
            new OddTable(
                    "by_pair",
                    "region int NOT NULL, number bigint unsigned NOT NULL",
                    "region, number",
                    "seq MOD 7, 18446744073709551615 - seq"),
            new OddTable(
                    "by_text",
                    "name varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL",
                    "name",
                    "CONCAT(ELT(1 + seq MOD 4, 'ä', 'Z', '한', 'a '), seq)"),
            new OddTable("by_bytes", "hash varbinary(16) NOT NULL", "hash", "UNHEX(MD5(seq))"),
            new OddTable("by_uuid", "uid uuid NOT NULL", "uid", "UUID()"),
            new OddTable("by_price", "price decimal(30,10) NOT NULL", "price", "12345678901234567890 + seq / 1000"),
            new OddTable(
                    "by_kind",
                    "kind enum('z','m','a') NOT NULL, at datetime(3) NOT NULL",
                    "kind, at",
                    "1 + seq MOD 3, TIMESTAMPADD(MICROSECOND, seq * 1000, '2026-11-21')"),
            new OddTable("by_measure", "measure float NOT NULL", "measure", "seq / 10"),
            new OddTable("by_bits", "bits bit(12) NOT NULL", "bits", "seq"));

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002")
            .withTables(Stream.concat(
                            Stream.of(SyncedTable.KAFKA_TEST, EDITED),
                            ODD_TABLES.stream().map(OddTable::synced))
                    .toArray(SyncedTable[]::new)));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        STATION.database().execute(fill("kafka_test", ROWS));
        STATION.database().execute(fill("edited", EDITED_ROWS));
        ODD_TABLES.forEach(table -> STATION.database().execute(table.fill()));
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static String fill(String table, int rows) {
        return """
                INSERT INTO %s (id, text, code, create_date, modify_date)
                SELECT seq, CONCAT('row ', seq), 'ST001', '2020-01-01', '2020-01-01' FROM seq_1_to_%d""".formatted(table, rows);
    }

    static List<OddTable> oddTables() {
        return ODD_TABLES;
    }

    @Test
    void all_rows_arrive_though_both_sides_write_and_everything_is_killed() {
        RowChurn churn = new RowChurn(STATION, 7).start();
        Database master = FLEET.center().database();
        await(master, "SELECT COUNT(*) > 0 FROM edited WHERE code = 'ST001'", "1");
        for (int id = 1; id <= EDITS; id++) {
            master.execute(ofStation(update("edited", id, "text = 'by the operator'"), STATION));
        }
        for (Victim victim : List.of(
                Victim.of(STATION.agent()),
                Victim.of("Kafka", FLEET.kafka()),
                Victim.of(FLEET.center().service()),
                Victim.of("database of the center", master.server()),
                Victim.of("database of ST001", STATION.database().server()))) {
            long rows = master.number("SELECT COUNT(*) FROM edited");
            Victim.killAll(List.of(victim));
            victim.start().run();
            await(master, "SELECT COUNT(*) >= %d FROM edited".formatted(goal(rows)), "1");
        }
        FLEET.services().forEach(service -> service.awaitHealthy(PATIENCE));
        churn.stop();

        awaitEqual(STATION, "kafka_test");
        awaitEqual(STATION, "edited");
        assertThat(master.number("SELECT COUNT(*) FROM edited")).isEqualTo(EDITED_ROWS);
        assertThat(STATION.database().number("SELECT COUNT(*) FROM edited WHERE text = 'by the operator'"))
                .isEqualTo(EDITS);
        assertThat(master.number("SELECT COUNT(*) FROM stationsync.sync_conflict"))
                .isZero();
        assertThat(TopicRecords.all(FLEET).stream()
                        .filter(record -> record.topic().endsWith(".up.ST001.edited"))
                        .filter(record -> TopicRecords.text(record).contains("\"op\":\"r\"")))
                .as("rows sent by the load, which goes on where it was")
                .hasSize(EDITED_ROWS);
    }

    private static long goal(long rows) {
        return Math.min(EDITED_ROWS, rows + ROWS_BETWEEN_KILLS);
    }

    @ParameterizedTest
    @MethodSource("oddTables")
    void any_primary_key_will_do(OddTable table) {
        awaitEqual(STATION, table.name());

        assertThat(FLEET.center().database().number("SELECT COUNT(*) FROM " + table.name()))
                .isEqualTo(ROWS_OF_ODD_TABLES);
    }
}
