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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A value is the same at both ends, whatever its type, whichever end wrote it, in whatever time zones the servers are. */
class RoundTripTypesIT {

    /**
     * A column.
     *
     * @param values SQL literals; neighbours differ, and so do the first and the last from NULL
     */
    private record Type(String definition, List<String> values) {
        String value(int i) {
            int turn = i % (values.size() + 1);
            return turn == values.size() ? "NULL" : values.get(turn);
        }
    }

    private static Type type(String definition, String... values) {
        return new Type(definition, List.of(values));
    }

    private static final List<Type> TYPES = List.of(
            type("tinyint", "-128", "127", "0"),
            type("tinyint unsigned", "255", "0"),
            type("smallint", "-32768", "32767"),
            type("smallint unsigned", "65535", "32768"),
            type("mediumint", "-8388608", "8388607"),
            type("mediumint unsigned", "16777215", "8388608"),
            type("int", "-2147483648", "2147483647"),
            type("int unsigned", "4294967295", "2147483648"),
            type("bigint", "-9223372036854775808", "9223372036854775807"),
            type("bigint unsigned", "18446744073709551615", "9223372036854775808", "0"),
            type("decimal(10,2)", "-0.50", "12345678.90", "0"),
            type("decimal(38,30)", "-0.000000000000000000000000000001", "99999999.999999999999999999999999999999"),
            type(
                    "decimal(65,30)",
                    "-99999999999999999999999999999999999.999999999999999999999999999999",
                    "99999999999999999999999999999999999.999999999999999999999999999999"),
            type("decimal(20,0) unsigned", "99999999999999999999"),
            type("float", "0.1", "-1.5", "3.4028e38", "1e-38", "16777217"),
            type("double", "0.1", "1.7976931348623157e308", "2.2250738585072014e-308", "-2.25"),
            type("char(10) character set utf8mb4", "'a'", "'한글😀'", "''"),
            type(
                    "varchar(100) character set utf8mb4",
                    "'trailing  '",
                    "'😀👨‍👩‍👧'",
                    "'\\\\ '' \" \\0 \\n \\r'",
                    "''"),
            type("text character set utf8mb4", "REPEAT('한', 20000)", "''", "'short'"),
            type("char(10) character set utf8mb3", "'漢é'", "'b'"),
            type("varchar(100) character set utf8mb3", "'漢é '", "''"),
            type("mediumtext character set utf8mb3", "REPEAT('漢', 30000)", "'m'"),
            type("char(10) character set latin1", "'é€Ÿ'", "'l'"),
            type("varchar(100) character set latin1", "'é€Ÿ '", "UNHEX('80FFA0')"),
            type("text character set latin1", "REPEAT('é', 1000)", "'t'"),
            type("char(10) character set euckr", "'한글'", "'k'"),
            type("varchar(100) character set euckr", "'뷁 가힣'", "''"),
            type("text character set euckr", "REPEAT('한', 1000)", "'k'"),
            type("binary(5)", "UNHEX('0000')", "UNHEX('0102030405')", "UNHEX('FF00000000')", "''"),
            type("varbinary(300)", "UNHEX('0000')", "''", "REPEAT(UNHEX('00FF'), 150)", "' '"),
            type("blob", "UNHEX('00FF00')", "''", "REPEAT('a', 65535)", "'\\\\ '' \"'"),
            type("longblob", "REPEAT(UNHEX('00FF275C'), 20000)", "UNHEX('00')"),
            type("date", "'2024-02-29'", "'0000-00-00'", "'9999-12-31'", "'2024-02-30'", "'2024-00-00'"),
            type("time", "'-00:00:01'", "'838:59:59'", "'-838:59:59'", "'00:00:00'"),
            type("time(3)", "'-00:00:00.001'", "'838:59:59.999'", "'-12:34:56.5'"),
            type("time(6)", "'-00:00:00.000001'", "'12:34:56.789012'", "'-838:59:59.999999'"),
            type("datetime", "'2024-12-31 23:59:59'", "'0000-00-00 00:00:00'", "'1000-01-01 00:00:00'"),
            type("datetime(3)", "'9999-12-31 23:59:59.999'", "'0000-00-00 00:00:00'", "'2024-03-10 02:30:00.120'"),
            type("datetime(6)", "'2024-12-31 23:59:59.000001'", "'2024-02-30 01:02:03.5'"),
            type("timestamp null", "'2024-06-01 00:00:00'", "'2038-01-19 01:00:00'", "'0000-00-00 00:00:00'"),
            type(
                    "timestamp(3) null",
                    "'2024-06-01 00:00:00.120'",
                    "'0000-00-00 00:00:00'",
                    "'1970-01-02 00:00:00.001'"),
            type("timestamp(6) null", "'2024-06-01 00:00:00.000001'", "'2024-12-31 23:59:59.999999'"),
            type("year", "1901", "2155", "0"),
            type("bit(1)", "b'1'", "b'0'"),
            type("bit(9)", "b'100000001'", "1"),
            type("bit(64)", "18446744073709551615", "1", "9223372036854775808"),
            type("enum('a','b','ü','한')", "'한'", "'a'", "'ü'"),
            type("set('a','b','ü')", "'a,ü'", "''", "'a,b,ü'"),
            type("json", "'{\"a\": [1, null, \"é😀\"]}'", "'[]'", "'null'"));

    private static final int ROWS =
            TYPES.stream().mapToInt(type -> type.values().size() + 1).max().orElseThrow();

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(new SyncedTable(
                    "types",
                    "CREATE TABLE types (id int NOT NULL PRIMARY KEY, %s, code varchar(20) NOT NULL)"
                            .formatted(columns((name, type) -> name + " " + type.definition())),
                    "")));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    private interface OfColumn {
        String apply(String name, Type type);
    }

    private static String columns(OfColumn text) {
        return IntStream.range(0, TYPES.size())
                .mapToObj(i -> text.apply("c" + i, TYPES.get(i)))
                .collect(Collectors.joining(",\n  "));
    }

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

    /** Writes as an application does that lets the server take anything. */
    private static void execute(Database database, Stream<String> statements) {
        database.execute(
                Stream.concat(Stream.of("SET sql_mode = ''"), statements).toArray(String[]::new));
    }

    private static String insert(int id, int turn) {
        return "INSERT INTO types VALUES (%d, %s, 'ST001')".formatted(id, columns((name, type) -> type.value(turn)));
    }

    private static String update(int id, int turn) {
        return "UPDATE types SET %s WHERE id = %d"
                .formatted(columns((name, type) -> name + " = " + type.value(turn)), id);
    }

    /** By id and column; bytes as they are stored, temporal values in UTC. */
    private static Map<String, String> cells(Database database, int firstId) {
        String select = "SELECT id, %s FROM types WHERE id BETWEEN %d AND %d"
                .formatted(columns(RoundTripTypesIT::expression), firstId, firstId + ROWS - 1);
        Map<String, String> cells = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            ResultSet rows = statement.executeQuery(select);
            while (rows.next()) {
                for (int i = 0; i < TYPES.size(); i++) {
                    String cell = "%s of row %d".formatted(TYPES.get(i).definition(), rows.getInt(1) - firstId);
                    cells.put("c%d, %s".formatted(i, cell), Objects.toString(rows.getString(i + 2)));
                }
            }
        } catch (SQLException refused) {
            return Map.of(database.toString(), refused.getMessage());
        }
        return cells;
    }

    private static String expression(String name, Type type) {
        // As text a FLOAT has six digits.
        return type.definition().equals("float")
                ? "CONCAT(CAST(%s AS DOUBLE))".formatted(name)
                : "HEX(CONCAT(%s))".formatted(name);
    }

    private static void awaitEqual(int firstId, Database source, Database target) {
        Map<String, String> wanted = cells(source, firstId);
        assertThat(wanted).hasSize(ROWS * TYPES.size());
        Waiting.until("%s has the values of %s".formatted(target, source), PATIENCE, () -> {
            Map<String, String> found = cells(target, firstId);
            List<String> different = new ArrayList<>();
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
    void every_value_of_a_station_arrives_at_the_center() {
        execute(STATION.database(), IntStream.range(0, ROWS).mapToObj(i -> insert(1000 + i, i)));

        awaitEqual(1000, STATION.database(), master());
    }

    @Test
    void every_value_updated_at_a_station_arrives_at_the_center() {
        execute(STATION.database(), IntStream.range(0, ROWS).mapToObj(i -> insert(2000 + i, i)));
        awaitEqual(2000, STATION.database(), master());

        execute(STATION.database(), IntStream.range(0, ROWS).mapToObj(i -> update(2000 + i, i + 1)));

        awaitEqual(2000, STATION.database(), master());
    }

    @Test
    void every_value_edited_at_the_center_arrives_at_the_station() {
        execute(STATION.database(), IntStream.range(0, ROWS).mapToObj(i -> insert(3000 + i, i)));
        awaitEqual(3000, STATION.database(), master());
        Map<String, String> before = cells(master(), 3000);

        execute(master(), IntStream.range(0, ROWS).mapToObj(i -> update(3000 + i, i + 1) + " AND code = 'ST001'"));

        assertThat(cells(master(), 3000))
                .allSatisfy((cell, value) -> assertThat(value).as(cell).isNotEqualTo(before.get(cell)));
        awaitEqual(3000, master(), STATION.database());
    }

    @Test
    void a_row_of_every_type_comes_back_to_a_center_that_deleted_it_and_to_its_station() {
        execute(STATION.database(), IntStream.range(0, ROWS).mapToObj(i -> insert(4000 + i, i)));
        awaitEqual(4000, STATION.database(), master());
        Map<String, String> before = cells(master(), 4000);

        STATION.link().cut();
        try {
            master().execute("DELETE FROM types WHERE id BETWEEN 4000 AND 4999");
            STATION.database().execute("UPDATE types SET c0 = 7 WHERE id BETWEEN 4000 AND 4999");
        } finally {
            STATION.link().restore();
        }

        awaitRowsThroughCenter();
        Map<String, String> expected = new LinkedHashMap<>(before);
        expected.replaceAll((cell, value) -> cell.startsWith("c0,") ? "37" : value);
        assertThat(cells(master(), 4000)).isEqualTo(expected);
        assertThat(cells(STATION.database(), 4000)).isEqualTo(expected);
    }

    /** Returns when what was written before has gone up and all that followed from it has come down. */
    private static void awaitRowsThroughCenter() {
        execute(STATION.database(), Stream.of(insert(9000, 0)));
        Tables.await(master(), "SELECT c0 FROM types WHERE id = 9000", "-128");
        master().execute("UPDATE types SET c0 = 1 WHERE id = 9000");
        Tables.await(STATION.database(), "SELECT c0 FROM types WHERE id = 9000", "1");
    }

    @Test
    void a_timestamp_is_one_moment_and_a_datetime_one_text_in_the_time_zones_of_both_servers() {
        int datetime = column("datetime");
        int timestamp = column("timestamp null");
        String select = "SELECT CONCAT(c%d, ' ', c%d) FROM types WHERE id = 5000".formatted(datetime, timestamp);
        STATION.database()
                .execute("INSERT INTO types (id, code, c%d, c%d) VALUES (5000, 'ST001', '%3$s', '%3$s')"
                        .formatted(datetime, timestamp, "2024-06-01 12:00:00"));
        Tables.await(master(), select, "2024-06-01 12:00:00 2024-05-31 22:00:00");

        master().execute("UPDATE types SET c%d = '%3$s', c%d = '%3$s' WHERE id = 5000"
                .formatted(datetime, timestamp, "2025-01-01 00:00:00"));

        Tables.await(STATION.database(), select, "2025-01-01 00:00:00 2025-01-01 14:00:00");
    }

    private static int column(String definition) {
        return IntStream.range(0, TYPES.size())
                .filter(i -> TYPES.get(i).definition().equals(definition))
                .findFirst()
                .orElseThrow();
    }
}
