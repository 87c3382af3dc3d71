package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.database.RowReader;
import io.stationsync.database.SchemaReader;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the binlog says of a cell is what SELECT says of it, type by type; and so does a {@link RowReader}. */
class TypeFidelityIT {
    private static MariaDbServer server;
    private static Station station;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb();
        station = new Station(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                type("tinyint", "-128", "127", "0"),
                type("tinyint unsigned", "0", "255"),
                type("smallint", "-32768", "32767"),
                type("smallint unsigned", "65535"),
                type("mediumint", "-8388608", "8388607"),
                type("mediumint unsigned", "16777215"),
                type("int", "-2147483648", "2147483647"),
                type("int unsigned", "4294967295"),
                type("bigint", "-9223372036854775808", "9223372036854775807"),
                type("bigint unsigned", "0", "9223372036854775808", "18446744073709551615"),
                type("boolean", "0", "1"),
                type("int(6) unsigned zerofill", "0", "42", "4294967295"),
                type("bigint(20) unsigned zerofill", "42", "18446744073709551615"),
                type("year", "0", "1901", "2155"),
                type("year(2)", "69", "70", "0", "2024"),
                type("float", "0", "-0e0", "-1.5", "3.4028e38", "1e-38", "1e-45", "0.1", "16777217"),
                type("float(7,4)", "0.1", "-999.9999", "-0e0"),
                type("float unsigned zerofill", "0.1"),
                type(
                        "double",
                        "0",
                        "-0e0",
                        "-2.25",
                        "1.7976931348623157e308",
                        "0.1",
                        "2.2250738585072014e-308",
                        "5e-324"),
                type("double(10,2)", "0.1", "-12345678.91", "1234.565"),
                type("double(255,30)", "0.1", "1e200"),
                type("double unsigned zerofill", "0.1"),
                type("decimal(10,2) unsigned zerofill", "0", "0.05", "12.5"),
                type("decimal(10,2)", "-0.5", "0", "12345678.90", "-99999999.99", "0.01"),
                type("decimal(65,30)", "-0.5", "99999999999999999999999999999999999.999999999999999999999999999999"),
                type("decimal(65,0)", "-1", "1" + "0".repeat(64)),
                type("decimal(5,5)", "0.00001", "-0.99999"),
                type("decimal(9,9) unsigned", "0.123456789"),
                type("decimal(19,9)", "1234567890.123456789", "-1", "1000000000"),
                type("char(5)", "''", "'a'", "'a b  '", "'한글뷁漢字'", "'😀é'"),
                type("varchar(100)", "''", "'trailing  '", "'emoji 😀👨‍👩‍👧'", "'\\\\ '' \" \\0 \\n'"),
                type("varchar(1000)", "REPEAT('ü', 1000)", "'short'"),
                type("varchar(255) character set ascii", "REPEAT('x', 255)"),
                type("char(100) character set utf8mb4", "REPEAT('😀', 100)", "'a'"),
                type("text", "''", "REPEAT('한', 20000)"),
                type("tinytext", "'tiny'"),
                type("mediumtext", "REPEAT('x', 70000)"),
                type("longtext", "'long'"),
                type("json", "'{\"a\": [1, null, \"é😀\"]}'", "'[]'"),
                type("varchar(20) character set latin1", "'é€Ÿ'", "UNHEX('818D8F909D')"),
                type("varchar(20) character set euckr", "'한글 뷁 가힣'"),
                type("varchar(20) character set cp932", "'日本語ｱ①～'"),
                type("varchar(20) character set sjis", "'日本語'"),
                type("varchar(20) character set ujis", "'日本語'"),
                type("varchar(20) character set gbk", "'汉字€'"),
                type("varchar(20) character set gb2312", "'汉字'"),
                type("varchar(20) character set big5", "'漢字'"),
                type("varchar(20) character set ucs2", "'漢é'", "''"),
                type("char(20) character set utf16", "'漢😀'", "'a '"),
                type("varchar(20) character set utf16le", "'漢😀'"),
                type("char(20) character set utf32", "'漢😀'"),
                type("varchar(20) character set utf8mb3", "'漢é'"),
                type("varchar(20) collate utf8mb4_uca1400_as_cs", "'漢😀é'"),
                type("varchar(20) character set utf8mb3 collate utf8mb3_uca1400_ai_ci", "'漢é'"),
                type("varchar(20) collate utf8mb4_nopad_bin", "'a '"),
                type("enum('a','b','ü','한') ", "'a'", "'한'", "''", "0"),
                type("enum('é','x') character set latin1", "'é'", "'x'"),
                type("set('a','b','ü')", "''", "'a,ü'", "'a,b,ü'"),
                type("set(" + numbers(64) + ")", "'1,64'", "18446744073709551615", "'64'"),
                type("enum(" + numbers(300) + ")", "'300'", "'1'"),
                type("binary(5)", "''", "UNHEX('0000')", "UNHEX('0102030405')", "UNHEX('FF000000')"),
                type("binary(255)", "UNHEX('00FF')"),
                type("binary(16)", "UNHEX('00FF')"),
                type("varbinary(300)", "''", "UNHEX('0000')", "REPEAT('a', 300)"),
                type("blob", "''", "UNHEX('00FF00')", "REPEAT('a', 65535)"),
                type("tinyblob", "UNHEX('00')"),
                type("mediumblob", "REPEAT('a', 100000)"),
                type("longblob", "'x'"),
                type(
                        "date",
                        "'2024-02-29'",
                        "'0000-00-00'",
                        "'2024-02-30'",
                        "'2024-00-00'",
                        "'9999-12-31'",
                        "'0001-01-01'"),
                type("time", "'00:00:00'", "'-00:00:01'", "'838:59:59'", "'-838:59:59'"),
                type("time(3)", "'-00:00:00.001'", "'838:59:59.999'", "'-838:59:59.999'", "'-12:34:56.5'"),
                type("time(6)", "'-00:00:00.000001'", "'-00:00:01'", "'12:34:56.789012'", "'-838:59:59.999999'"),
                type("time(1)", "'-00:00:00.1'", "'-01:00:00.9'"),
                type(
                        "datetime",
                        "'2024-12-31 23:59:59'",
                        "'0000-00-00 00:00:00'",
                        "'2024-02-30 01:02:03'",
                        "'2024-00-10 00:00:00'"),
                type("datetime(2)", "'1000-01-01 00:00:00.01'"),
                type("datetime(3)", "'9999-12-31 23:59:59.999'", "'0000-00-00 00:00:00'"),
                type("datetime(6)", "'2024-12-31 23:59:59.000001'"),
                type("timestamp null", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'0000-00-00 00:00:00'"),
                type("timestamp(3) null", "'2024-06-01 00:00:00.120'", "'0000-00-00 00:00:00'"),
                type("timestamp(6) null", "'2024-06-01 00:00:00.000001'"),
                type(
                        "uuid",
                        "'6ccd780c-baba-1026-9564-5b8c656024db'",
                        "'6ccd780c-baba-4026-9564-5b8c656024db'",
                        "'6ccd780c-baba-7026-b564-5b8c65600000'",
                        "'00000000-0000-0000-0000-000000000000'",
                        "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
                type("inet4", "'0.0.0.0'", "'192.168.0.255'", "'10.0.0.0'"),
                type(
                        "inet6",
                        "'::'",
                        "'::1'",
                        "'2001:db8::1'",
                        "'::ffff:192.168.0.1'",
                        "'::1.2.3.4'",
                        "'fe80:0:0:1::'",
                        "'1:0:0:2:0:0:0:3'",
                        "'1:2:3:4:5:6:7:0'",
                        "'0:1:2:3:4:5:6:7'",
                        "'1:2:3:4:5:6:7:8'",
                        "'::2:3:4:5:6:7:8'",
                        "'1::4:0:0:7:8'"),
                type("geometry", "ST_GeomFromText('POINT(1 2)', 4326)", "ST_GeomFromText('LINESTRING(0 0, 1 1)')"),
                type("point", "POINT(1, 2)"),
                type("linestring", "ST_GeomFromText('LINESTRING(0 0, 1 1)', 3857)"),
                type("polygon", "ST_GeomFromText('POLYGON((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1))', 4326)"),
                type("multipoint", "ST_GeomFromText('MULTIPOINT(1 1, 2 2)', 4326)"),
                type("multilinestring", "ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))', 4326)"),
                type("multipolygon", "ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))', 4326)"),
                type("geometrycollection", "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1))', 4326)"),
                type("varchar(300) compressed", "''", "'short'", "REPEAT('é', 300)"),
                type("text compressed", "''", "REPEAT('한글', 5000)"),
                type("blob compressed", "UNHEX('00')", "REPEAT('x', 60000)"),
                type("varbinary(50) compressed", "REPEAT('x', 50)"));
    }

    static Stream<Arguments> bits() {
        return Stream.iterate(1, bits -> bits + 1)
                .limit(64)
                .map(bits -> type("bit(%d)".formatted(bits), "~0 >> " + (64 - bits), "1 << " + (bits - 1)));
    }

    private static String numbers(int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> "'" + i + "'")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
    }

    private static Arguments type(String type, String... literals) {
        return Arguments.of(type, List.of(literals));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"types", "bits"})
    void insertsUpdatesAndDeletesCarryWhatSelectSays(String type, List<String> literals) throws Exception {
        List<String> selected = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        Position from;
        try (Connection session = station.session()) {
            Station.execute(
                    session,
                    "SET sql_mode='ALLOW_INVALID_DATES'",
                    "CREATE OR REPLACE TABLE cells (id INT PRIMARY KEY, a INT UNSIGNED, v %s, z TINYINT UNSIGNED)"
                            .formatted(type));
            from = station.now();
            for (String literal : literals) {
                Station.execute(session, "INSERT INTO cells VALUES (1, 4000000000, %s, 200)".formatted(literal));
                selected.add(select(session, type));
                rows.add(readRow());
                Station.execute(session, "UPDATE cells SET v = NULL", "DELETE FROM cells");
            }
        }

        List<String> read = new ArrayList<>();
        List<RowChange> changes = Station.changes(station.read(from));
        assertThat(changes).hasSize(3 * literals.size());
        for (int i = 0; i < changes.size(); i += 3) {
            Row inserted = changes.get(i).image();
            RowChange update = changes.get(i + 1);
            assertThat(update.before()).isEqualTo(inserted);
            assertThat(update.image().columnsDifferingFrom(inserted)).containsExactly("v");
            assertThat(update.image().get("v")).isEqualTo(Value.ofNull());
            assertThat(changes.get(i + 2).before()).isEqualTo(update.after());
            assertThat(inserted.get("a")).isEqualTo(Value.of(4_000_000_000L));
            assertThat(inserted.get("z")).isEqualTo(Value.of(200));
            read.add(text(inserted.get("v")));
            assertThat(rows.get(i / 3).toMap()).isEqualTo(inserted.toMap());
        }
        assertThat(read).isEqualTo(selected);
    }

    /** The row of the table, read in a session that is unlike those of the services in everything it can be. */
    private static Row readRow() throws SQLException {
        try (Connection session = station.session()) {
            Station.execute(session, "SET time_zone='+05:45', sql_mode='ORACLE,PAD_CHAR_TO_FULL_LENGTH'");
            RowReader reader = new RowReader(SchemaReader.read(session, Station.SCHEMA, "cells")
                    .orElseThrow()
                    .columns());
            try (Statement statement = session.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT %s FROM cells".formatted(reader.selectList()))) {
                rows.next();
                return reader.read(rows);
            }
        }
    }

    private static String select(Connection session, String type) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT %s FROM cells".formatted(expression(type)))) {
            rows.next();
            String text = rows.getString(1);
            boolean zoned = type.startsWith("timestamp") && !text.startsWith("0000");
            boolean floating = type.startsWith("float") || type.startsWith("double");
            return floating ? number(rows, type) : zoned ? text + "Z" : text;
        }
    }

    private static String number(ResultSet rows, String type) throws SQLException {
        return type.startsWith("float") ? String.valueOf(rows.getFloat(1)) : String.valueOf(rows.getDouble(1));
    }

    private static String expression(String type) {
        String word = type.split("[ (]", 2)[0];
        boolean bytes = Arrays.asList("binary", "varbinary", "blob", "tinyblob", "mediumblob", "longblob", "bit")
                .contains(word);
        return switch (word) {
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection" -> "LOWER(CONCAT('0x', HEX(v)))";
            case "float" -> "CAST(v AS DOUBLE)";
            case "double" -> "v";
            case "decimal" -> type.contains("zerofill") ? "CAST(v AS DECIMAL(10,2))" : "v";
            case "bit" -> "LOWER(CONCAT('0x', LPAD(HEX(v), 2 * FLOOR((%s + 7) / 8), '0')))".formatted(width(type));
            case "year" -> type.equals("year(2)") ? "v + IF(v < 70, 2000, 1900)" : "v + 0";
            case "int", "bigint" -> "v + 0";
            default -> bytes ? "LOWER(CONCAT('0x', HEX(v)))" : "CAST(v AS CHAR CHARACTER SET utf8mb4)";
        };
    }

    private static String width(String type) {
        return type.replaceAll("\\D", "");
    }

    private static String text(Value value) {
        if (value instanceof Value.Binary binary) {
            return "0x" + HexFormat.of().formatHex(binary.value().toArray());
        }
        return value.display();
    }

    @Test
    void aDecimalReadsLikeTheNumberItIs() throws Exception {
        Position from = station.now();
        station.run(
                "CREATE OR REPLACE TABLE decimals (id INT PRIMARY KEY, v DECIMAL(65,30))",
                "INSERT INTO decimals SELECT seq, (CAST(seq AS SIGNED) - 500) * 1234567.891011 / 7 FROM seq_1_to_1000");

        List<String> read = new ArrayList<>();
        for (RowChange change : Station.changes(station.read(from))) {
            read.add(change.image().get("v").display());
        }

        assertThat(String.join(",", read))
                .isEqualTo(
                        station.value(
                                "SET STATEMENT group_concat_max_len=1000000 FOR SELECT GROUP_CONCAT(v ORDER BY id) FROM decimals"));
        assertThat(new BigDecimal(read.get(0))).isNegative();
    }

    @Test
    void everyCharacterOfASingleByteCharsetReadsAsInSelect() throws Exception {
        List<String> charsets = List.of(
                "ascii",
                "cp1250",
                "cp1251",
                "cp1256",
                "cp1257",
                "cp850",
                "cp852",
                "cp866",
                "greek",
                "hebrew",
                "koi8r",
                "koi8u",
                "latin1",
                "latin2",
                "latin5",
                "latin7",
                "macce",
                "macroman",
                "tis620");
        for (String charset : charsets) {
            Position from = station.now();
            int last = charset.equals("ascii") ? 127 : 255;
            station.run(
                    "CREATE OR REPLACE TABLE letters (id INT PRIMARY KEY, v VARCHAR(1) CHARACTER SET %s)"
                            .formatted(charset),
                    "INSERT INTO letters SELECT seq, UNHEX(LPAD(HEX(seq), 2, '0')) FROM seq_0_to_%d".formatted(last));

            StringBuilder read = new StringBuilder();
            for (RowChange change : Station.changes(station.read(from))) {
                read.append(change.image().get("v").display());
            }

            assertThat(read.toString())
                    .as(charset)
                    .isEqualTo(station.value(
                            "SELECT GROUP_CONCAT(CONVERT(v USING utf8mb4) ORDER BY id SEPARATOR '') FROM letters"));
        }
    }

    @Test
    void everyCollationIdLeadsToTheServersCharset() throws Exception {
        try (Connection session = station.session();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY")) {
            while (rows.next()) {
                assertThat(Collations.charset(rows.getInt(1)))
                        .as("collation %d", rows.getInt(1))
                        .contains(rows.getString(2));
            }
        }
    }

    @Test
    void generatedAndInvisibleColumnsAreReadAndTheHiddenHashIsNot() throws Exception {
        Position from = station.now();
        station.run("""
                CREATE OR REPLACE TABLE generated (id INT PRIMARY KEY, a INT, v INT AS (a + 1) VIRTUAL,
                  p INT AS (a + 2) PERSISTENT, i INT INVISIBLE DEFAULT 9, b BLOB UNIQUE)
                """, "INSERT INTO generated (id, a, b) VALUES (1, 2, 'x')", "UPDATE generated SET a = 3");

        List<RowChange> changes = Station.changes(station.read(from));

        Row row = changes.get(1).image();
        assertThat(row.columns().names()).containsExactly("id", "a", "v", "p", "i", "b");
        assertThat(row.toMap().values().stream().map(Value::display)).containsExactly("1", "3", "4", "5", "9", "0x78");
    }

    @Test
    void temporalColumnsFromBeforeMariaDb101AreReadIfTheyHaveNoFraction() throws Exception {
        try (Connection session = station.session()) {
            Station.execute(
                    session,
                    "SET GLOBAL mysql56_temporal_format=OFF",
                    "CREATE OR REPLACE TABLE old (id INT PRIMARY KEY, t TIME, d DATETIME, s TIMESTAMP NULL)",
                    "SET GLOBAL mysql56_temporal_format=ON");
            Position from = station.now();
            Station.execute(
                    session, "INSERT INTO old VALUES (1, '-12:34:56', '2024-12-31 23:59:58', '2024-01-02 03:04:05')");

            Row row = Station.changes(station.read(from)).get(0).image();

            assertThat(row.toMap().values().stream().map(Value::display))
                    .containsExactly("1", "-12:34:56", "2024-12-31 23:59:58", "2024-01-02 03:04:05Z");
        }
    }
}
