package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A value is the same at both ends, whatever its type, whichever end wrote it, in whatever time zones the servers are. */
class RoundTripTypesIT {

    private static final SyncedTable KEYS = new SyncedTable("type_keys", """
            CREATE TABLE type_keys (
              k0 bigint unsigned, k1 decimal(65,30), k2 float, k3 double, k4 varchar(20) COLLATE utf8mb4_bin,
              k5 varbinary(20), k6 bit(9), k7 date, k8 time(6), k9 datetime(3), k10 timestamp(3), k11 enum('a','b'),
              k12 uuid, k13 year, k14 inet6, v varchar(20), code varchar(20) NOT NULL,
              PRIMARY KEY (k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14))""", "");

    private static final SyncedTable ODD = new SyncedTable("주문 order", """
            CREATE TABLE `주문 order` (
              `select` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `한글 열` varchar(50), `a b` int, `x.y` varchar(10),
              `"it's"` int, `합계` int AS (`a b` * 2) VIRTUAL, `저장` int AS (`a b` + 1) STORED,
              `숨은` int INVISIBLE DEFAULT 7, `기본` varchar(50) DEFAULT (CONCAT('it''s ', UUID(), `x.y`)),
              `seen` datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), code varchar(20) NOT NULL)""", "");

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(Stream.concat(TypeTable.ALL.stream().map(TypeTable::synced), Stream.of(KEYS, ODD))
                    .toArray(SyncedTable[]::new))
            .withMariaDb("log_bin_compress", "ON")
            .withMariaDb("log_bin_compress_min_len", "10"));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        STATION.database().execute("SET GLOBAL time_zone = '+09:00'");
        master().execute("SET GLOBAL time_zone = '-05:00'");
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    /** Writes into all tables, as an application does that lets the server take anything. */
    private static void execute(Database database, Function<TypeTable, Stream<String>> statements) {
        Stream<String> all = TypeTable.ALL.stream().flatMap(statements);
        database.execute(Stream.concat(Stream.of("SET sql_mode = ''"), all).toArray(String[]::new));
    }

    private static void execute(Database database, String statementOnTable) {
        execute(database, table -> Stream.of(statementOnTable.formatted(table.name())));
    }

    /** By table, column and id; bytes as they are stored, temporal values in UTC. */
    private static Map<String, String> cells(Database database, int firstId) {
        Map<String, String> cells = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            for (TypeTable table : TypeTable.ALL) {
                ResultSet rows = statement.executeQuery(table.select(firstId));
                while (rows.next()) {
                    for (int i = 0; i < table.types().size(); i++) {
                        cells.put(
                                "%s.c%d, %s of row %d"
                                        .formatted(
                                                table.name(),
                                                i,
                                                table.types().get(i).definition(),
                                                rows.getInt(1) - firstId),
                                Objects.toString(rows.getString(i + 2)));
                    }
                }
            }
        } catch (SQLException refused) {
            return Map.of(database.toString(), refused.getMessage());
        }
        return cells;
    }

    private static final int CELLS = TypeTable.ALL.stream()
            .mapToInt(table -> table.rows() * table.types().size())
            .sum();

    private static void awaitEqual(int firstId, Database source, Database target) {
        Map<String, String> wanted = cells(source, firstId);
        assertThat(wanted).hasSize(CELLS);
        awaitCells(wanted, firstId, target);
    }

    private static void awaitCells(Map<String, String> wanted, int firstId, Database target) {
        Waiting.until("%s has the values that were written".formatted(target), PATIENCE, () -> {
            Map<String, String> found = cells(target, firstId);
            List<String> different = new ArrayList<>();
            if (found.size() != wanted.size()) {
                different.add("%d cells instead of %d".formatted(found.size(), wanted.size()));
            }
            wanted.forEach((cell, value) -> {
                if (!value.equals(found.get(cell))) {
                    different.add("%s: %s instead of %s".formatted(cell, shorten(found.get(cell)), shorten(value)));
                }
            });
            return different.isEmpty() ? Optional.empty() : Optional.of("\n" + String.join("\n", different));
        });
    }

    private static String shorten(@Nullable String value) {
        return value == null || value.length() < 200 ? String.valueOf(value) : value.substring(0, 200) + "…";
    }

    @Test
    void every_value_of_a_station_arrives_at_the_center_and_goes_again() {
        execute(STATION.database(), table -> table.inserts(1000));
        awaitEqual(1000, STATION.database(), master());

        execute(STATION.database(), table -> table.updates(1000));
        awaitEqual(1000, STATION.database(), master());

        execute(STATION.database(), "DELETE FROM %s WHERE id BETWEEN 1000 AND 1999");
        awaitCells(Map.of(), 1000, master());
    }

    @Test
    void every_value_edited_at_the_center_arrives_at_the_station_and_goes_again() {
        execute(STATION.database(), table -> table.inserts(3000));
        awaitEqual(3000, STATION.database(), master());
        Map<String, String> before = cells(master(), 3000);

        execute(master(), table -> table.updates(3000));
        assertThat(cells(master(), 3000))
                .allSatisfy((cell, value) -> assertThat(value).as(cell).isNotEqualTo(before.get(cell)));
        awaitEqual(3000, master(), STATION.database());

        execute(master(), "DELETE FROM %s WHERE id BETWEEN 3000 AND 3999");
        awaitCells(Map.of(), 3000, STATION.database());
    }

    @Test
    void a_row_of_every_type_comes_back_to_a_center_that_deleted_it_and_to_its_station() {
        execute(STATION.database(), table -> table.inserts(4000));
        awaitEqual(4000, STATION.database(), master());

        STATION.link().cut();
        try {
            execute(master(), "DELETE FROM %s WHERE id BETWEEN 4000 AND 4999");
            execute(STATION.database(), table -> table.updates(4000));
        } finally {
            STATION.link().restore();
        }
        Map<String, String> expected = cells(STATION.database(), 4000);

        awaitRowsThroughCenter();
        assertThat(cells(master(), 4000)).isEqualTo(expected);
        assertThat(cells(STATION.database(), 4000)).isEqualTo(expected);
    }

    /** Returns when what was written before has gone up and all that followed from it has come down. */
    private static void awaitRowsThroughCenter() {
        execute(STATION.database(), "INSERT INTO %s (id, code) VALUES (9000, 'ST001')");
        for (TypeTable table : TypeTable.ALL) {
            Tables.await(master(), "SELECT code FROM %s WHERE id = 9000".formatted(table.name()), "ST001");
        }
        execute(master(), "UPDATE %s SET c0 = 1 WHERE id = 9000");
        for (TypeTable table : TypeTable.ALL) {
            Tables.await(
                    STATION.database(), "SELECT c0 IS NOT NULL FROM %s WHERE id = 9000".formatted(table.name()), "1");
        }
    }

    private static final String DIGEST = """
            SELECT GROUP_CONCAT(MD5(CONCAT_WS('|', k0, k1, CAST(k2 AS DOUBLE), k3, HEX(k4), HEX(k5), k6 + 0, k7, k8, k9,
              UNIX_TIMESTAMP(k10), k11, k12, k13, k14, v)) ORDER BY k0) FROM type_keys""";

    @Test
    void keys_of_every_type_find_their_row() {
        STATION.database().execute("SET sql_mode = ''", """
                INSERT INTO type_keys VALUES
                  (18446744073709551615, '99999999999999999999999999999999999.999999999999999999999999999999', 0.1, 0.1,
                   '한글 ', UNHEX('00FF'), 257, '0000-00-00', '-838:59:59.999999', '9999-12-31 23:59:59.999',
                   '2024-06-01 00:00:00.120', 'b', '6ccd780c-baba-1026-9564-5b8c656024db', 0, '::1', 'one', 'ST001'),
                  (0, '99999999999999999999999999999999999.999999999999999999999999999998', 16777217, 1e-300,
                   '', '', 0, '2024-00-00', '00:00:00', '0000-00-00 00:00:00',
                   '2038-01-19 01:00:00', 'a', '00000000-0000-0000-0000-000000000000', 1901, '::', 'two', 'ST001'),
                  (1, 0, -1.5, -0e0, 'A', ' ', 256, '9999-12-31', '838:59:59', '1000-01-01', '1970-01-02 00:00:00.001',
                   'a', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 2155, '1:0:0:2:0:0:0:3', 'three', 'ST001')""");
        Tables.await(master(), DIGEST, STATION.database().value(DIGEST));

        STATION.database().execute("UPDATE type_keys SET v = CONCAT(v, ' up')");
        Tables.await(master(), "SELECT GROUP_CONCAT(v ORDER BY k0) FROM type_keys", "two up,three up,one up");

        master().execute("UPDATE type_keys SET v = CONCAT(v, ' down')");
        Tables.await(STATION.database(), DIGEST, master().value(DIGEST));

        STATION.database().execute("DELETE FROM type_keys WHERE v = 'one up down'");
        Tables.await(master(), "SELECT COUNT(*) FROM type_keys", "2");
        master().execute("DELETE FROM type_keys");
        Tables.await(STATION.database(), "SELECT COUNT(*) FROM type_keys", "0");
    }

    @Test
    void names_may_be_anything_and_columns_generated_or_invisible() {
        STATION.database().execute("""
                INSERT INTO `주문 order` (`한글 열`, `a b`, `x.y`, `"it's"`, code)
                VALUES ('가', 1, 'x', 5, 'ST001'), ('나', NULL, NULL, NULL, 'ST001')""");
        FLEET.awaitEqual("주문 order", PATIENCE);

        STATION.database().execute("UPDATE `주문 order` SET `a b` = 5, `숨은` = 8 WHERE `select` = 1");
        Tables.await(master(), "SELECT `숨은` FROM `주문 order` WHERE `select` = 1", "8");
        master().execute("UPDATE `주문 order` SET `a b` = `a b` + 10, `한글 열` = '다' WHERE `select` = 1");

        Tables.await(
                STATION.database(),
                "SELECT CONCAT_WS(' ', `한글 열`, `a b`, `합계`, `저장`, `숨은`) FROM `주문 order` WHERE `select` = 1",
                "다 15 30 16 8");
        FLEET.awaitEqual("주문 order", PATIENCE);
    }

    @Test
    void a_timestamp_is_one_moment_and_a_datetime_one_text_in_the_time_zones_of_both_servers() {
        String insert = "INSERT INTO type_times (id, code, c4, c7) VALUES (5000, 'ST001', '%1$s', '%1$s')";
        STATION.database().execute(insert.formatted("2024-06-01 12:00:00"));
        String select = "SELECT CONCAT(c4, ' ', c7) FROM type_times WHERE id = 5000";
        Tables.await(master(), select, "2024-06-01 12:00:00 2024-05-31 22:00:00");

        String update = "UPDATE type_times SET c4 = '%1$s', c7 = '%1$s' WHERE id = 5000";
        master().execute(update.formatted("2025-01-01 00:00:00"));

        Tables.await(STATION.database(), select, "2025-01-01 00:00:00 2025-01-01 14:00:00");
    }
}
