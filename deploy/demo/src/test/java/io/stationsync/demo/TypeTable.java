package io.stationsync.demo;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table with a column of each of some types, {@code c0}, {@code c1} and so on, and values that are hard for them. All
 * together they are the types of MariaDB 10.11 and 11.4.
 */
record TypeTable(String name, List<Type> types) {

    /**
     * A column.
     *
     * @param values SQL literals; neighbours differ, and so do the first and the last from NULL
     */
    record Type(String definition, List<String> values) {
        /** The values and NULL, over and over. */
        String value(int i) {
            int turn = i % (values.size() + 1);
            return turn == values.size() ? "NULL" : values.get(turn);
        }
    }

    interface OfColumn {
        String apply(String name, Type type);
    }

    static final List<TypeTable> ALL = List.of(
            table(
                    "type_numbers",
                    type("tinyint", "-128", "127", "0"),
                    type("tinyint unsigned", "255", "0"),
                    type("boolean", "1", "0"),
                    type("smallint", "-32768", "32767"),
                    type("smallint unsigned", "65535", "32768"),
                    type("mediumint", "-8388608", "8388607"),
                    type("mediumint unsigned", "16777215", "8388608"),
                    type("int", "-2147483648", "2147483647"),
                    type("int unsigned", "4294967295", "2147483648"),
                    type("int(7) unsigned zerofill", "42", "4294967295"),
                    type("bigint", "-9223372036854775808", "9223372036854775807"),
                    type("bigint unsigned", "18446744073709551615", "9223372036854775808", "0"),
                    type("decimal(10,2)", "-0.50", "12345678.90", "0"),
                    type("decimal(9,2) unsigned zerofill", "0.05", "1234567.89"),
                    type(
                            "decimal(38,30)",
                            "-0.000000000000000000000000000001",
                            "99999999.999999999999999999999999999999"),
                    type(
                            "decimal(65,30)",
                            "-99999999999999999999999999999999999.999999999999999999999999999999",
                            "99999999999999999999999999999999999.999999999999999999999999999999"),
                    type("decimal(65,0)", "-" + "9".repeat(65), "9".repeat(65)),
                    type("decimal(20,0) unsigned", "99999999999999999999"),
                    type(
                            "float",
                            "0.1",
                            "-0e0",
                            "1",
                            "-1.5",
                            "3.4028234e38",
                            "-3.4028234e38",
                            "1e-38",
                            "1e-45",
                            "16777217"),
                    type("float(7,4)", "0.1", "-999.9999"),
                    type(
                            "double",
                            "0.1",
                            "-0e0",
                            "1",
                            "1.7976931348623157e308",
                            "-1.7976931348623157e308",
                            "2.2250738585072014e-308",
                            "5e-324",
                            "9007199254740993"),
                    type("double(20,6)", "0.1", "-12345678901234.567891"),
                    type("year", "1901", "2155", "0")),
            table(
                    "type_texts",
                    type("char(10) character set utf8mb4", "'a'", "'한글😀'", "''"),
                    type(
                            "varchar(100) character set utf8mb4",
                            "'trailing  '",
                            "'😀👨‍👩‍👧'",
                            "'\\\\ '' \" \\0 \\n \\r'",
                            "''",
                            "' '"),
                    type("varchar(50) character set utf8mb4 collate utf8mb4_bin", "'A'", "'a'", "'a '", "'ä'"),
                    type("varchar(50) character set utf8mb4 collate utf8mb4_nopad_bin", "'a '", "'a'"),
                    type("varchar(50) character set utf8mb4 collate utf8mb4_uca1400_as_cs", "'Ä😀'", "'ä'"),
                    type("tinytext character set utf8mb4", "REPEAT('x', 255)", "''"),
                    type("text character set utf8mb4", "REPEAT('한', 20000)", "''", "'short'"),
                    type("longtext character set utf8mb4", "REPEAT('😀', 30000)", "'l '"),
                    type("char(10) character set utf8mb3", "'漢é'", "'b'"),
                    type("varchar(100) character set utf8mb3", "'漢é '", "''"),
                    type("mediumtext character set utf8mb3", "REPEAT('漢', 30000)", "'m'"),
                    type("char(10) character set latin1", "'é€Ÿ'", "'l'"),
                    type("varchar(100) character set latin1", "'é€Ÿ '", "UNHEX('80FFA0')", "UNHEX('818D8F909D')"),
                    type("varchar(100) character set latin1 collate latin1_bin", "'É'", "'é'"),
                    type("text character set latin1", "REPEAT('é', 1000)", "'t'"),
                    type("char(10) character set euckr", "'한글'", "'k'"),
                    type("varchar(100) character set euckr", "'뷁 가힣'", "''"),
                    type("varchar(100) character set euckr collate euckr_bin", "'똠방각하'", "'펲시콜라 '"),
                    type("text character set euckr", "REPEAT('한', 1000)", "'k'"),
                    type("varchar(100) character set ascii", "'ascii'", "'~'"),
                    type("varchar(20) character set utf16", "'漢😀'", "'a'"),
                    type("varchar(300) compressed", "REPEAT('é', 300)", "''", "'short '"),
                    type("text character set euckr compressed", "REPEAT('한글', 5000)", "''"),
                    type("json", "'{\"a\": [1, null, \"é😀\"]}'", "'[]'", "'null'", "'\"\\\\u0000 \\\\\\\\\"'"),
                    type("enum('a','b','ü','한')", "'한'", "'a'", "'ü'", "0"),
                    type("enum('','0','00')", "''", "'0'", "'00'"),
                    type("enum('é','x y') character set latin1", "'é'", "'x y'"),
                    type("set('a','b','ü')", "'a,ü'", "''", "'a,b,ü'"),
                    type("set(" + each(64, i -> "'m" + i + "'") + ")", "'m1,m64'", "18446744073709551615", "''"),
                    type("uuid", "'6ccd780c-baba-1026-9564-5b8c656024db'", "'6ccd780c-baba-7026-b564-5b8c65600000'"),
                    type("inet4", "'0.0.0.0'", "'192.168.0.255'"),
                    type("inet6", "'::'", "'2001:db8::1'", "'::ffff:192.168.0.1'", "'1:0:0:2:0:0:0:3'")),
            table(
                    "type_bytes",
                    type("binary(5)", "UNHEX('0000')", "UNHEX('0102030405')", "UNHEX('FF00000000')", "''"),
                    type("binary(255)", "UNHEX('00FF')", "' '"),
                    type("varbinary(300)", "UNHEX('0000')", "''", "REPEAT(UNHEX('00FF'), 150)", "' '"),
                    type("tinyblob", "UNHEX('00')", "''"),
                    type("blob", "UNHEX('00FF00')", "''", "REPEAT('a', 65535)", "'\\\\ '' \"'"),
                    type("mediumblob", "REPEAT(UNHEX('00'), 70000)", "UNHEX('5C27')"),
                    type("longblob", "REPEAT(UNHEX('00FF275C'), 20000)", "UNHEX('00')"),
                    type("blob compressed", "REPEAT(UNHEX('00'), 60000)", "''"),
                    type("varbinary(50) compressed", "REPEAT('x', 50)", "UNHEX('00')"),
                    type("geometry", wkt("POINT(1 2)", 4326), wkt("GEOMETRYCOLLECTION EMPTY", 0)),
                    type("point", "POINT(1, -2.5)", wkt("POINT(1e300 -1e-300)", 3857)),
                    type("linestring", wkt("LINESTRING(0 0, 1 1)", 0), wkt("LINESTRING(0 0, 1 1)", 4326)),
                    type("polygon", wkt("POLYGON((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1))", 4326)),
                    type("multipoint", wkt("MULTIPOINT(1 1, 2 2)", 4326)),
                    type("multilinestring", wkt("MULTILINESTRING((0 0, 1 1), (2 2, 3 3))", 4326)),
                    type("multipolygon", wkt("MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", 4326)),
                    type("geometrycollection", wkt("GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))", 4326))),
            new TypeTable(
                    "type_bits",
                    IntStream.rangeClosed(1, 64)
                            .mapToObj(n -> type("bit(%d)".formatted(n), "~0 >> " + (64 - n), "0", "1 << " + (n - 1)))
                            .toList()),
            table(
                    "type_times",
                    type(
                            "date",
                            "'2024-02-29'",
                            "'0000-00-00'",
                            "'9999-12-31'",
                            "'2024-02-30'",
                            "'2024-00-00'",
                            "'0001-01-01'"),
                    type("time", "'-00:00:01'", "'838:59:59'", "'-838:59:59'", "'00:00:00'"),
                    type("time(3)", "'-00:00:00.001'", "'838:59:59.999'", "'-12:34:56.5'", "'-838:59:59.999'"),
                    type("time(6)", "'-00:00:00.000001'", "'12:34:56.789012'", "'-838:59:59.999999'"),
                    type(
                            "datetime",
                            "'2024-12-31 23:59:59'",
                            "'0000-00-00 00:00:00'",
                            "'1000-01-01 00:00:00'",
                            "'2024-00-10 01:00:00'"),
                    type(
                            "datetime(3)",
                            "'9999-12-31 23:59:59.999'",
                            "'0000-00-00 00:00:00'",
                            "'2024-03-10 02:30:00.120'"),
                    type("datetime(6)", "'2024-12-31 23:59:59.000001'", "'2024-02-30 01:02:03.5'"),
                    type("timestamp null", "'2024-06-01 00:00:00'", "'2038-01-19 01:00:00'", "'0000-00-00 00:00:00'"),
                    type(
                            "timestamp(3) null",
                            "'2024-06-01 00:00:00.120'",
                            "'0000-00-00 00:00:00'",
                            "'1970-01-02 00:00:00.001'"),
                    type("timestamp(6) null", "'2024-06-01 00:00:00.000001'", "'2024-12-31 23:59:59.999999'")));

    private static TypeTable table(String name, Type... types) {
        return new TypeTable(name, List.of(types));
    }

    private static Type type(String definition, String... values) {
        return new Type(definition, List.of(values));
    }

    private static String wkt(String text, int srid) {
        return "ST_GeomFromText('%s', %d)".formatted(text, srid);
    }

    private static String each(int count, IntFunction<String> text) {
        return IntStream.rangeClosed(1, count).mapToObj(text).collect(Collectors.joining(","));
    }

    SyncedTable synced() {
        return new SyncedTable(
                name,
                "CREATE TABLE %s (id int NOT NULL PRIMARY KEY, %s, code varchar(20) NOT NULL)"
                        .formatted(name, columns((column, type) -> column + " " + type.definition())),
                "");
    }

    /** So many rows have every value, and NULL, of every column. */
    int rows() {
        return types.stream().mapToInt(type -> type.values().size() + 1).max().orElseThrow();
    }

    String columns(OfColumn text) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> text.apply("c" + i, types.get(i)))
                .collect(Collectors.joining(",\n  "));
    }

    /** Rows from this id on. */
    Stream<String> inserts(int firstId) {
        return IntStream.range(0, rows()).mapToObj(i -> "INSERT INTO %s VALUES (%d, %s, 'ST001')"
                .formatted(name, firstId + i, columns((column, type) -> type.value(i))));
    }

    /** Gives each of the rows another value in every column. */
    Stream<String> updates(int firstId) {
        return IntStream.range(0, rows()).mapToObj(i -> "UPDATE %s SET %s WHERE id = %d AND code = 'ST001'"
                .formatted(name, columns((column, type) -> column + " = " + type.value(i + 1)), firstId + i));
    }

    /** Selects the rows, each cell as text that tells every two values apart: bytes as they are stored. */
    String select(int firstId) {
        return "SELECT id, %s FROM %s WHERE id BETWEEN %d AND %d"
                .formatted(columns(TypeTable::expression), name, firstId, firstId + rows() - 1);
    }

    private static String expression(String column, Type type) {
        if (type.definition().startsWith("float")) {
            // As text a FLOAT has six digits.
            return "CONCAT(CAST(%s AS DOUBLE))".formatted(column);
        }
        return type.definition().startsWith("enum")
                ? "CONCAT(HEX(%1$s), ' is number ', %1$s + 0)".formatted(column)
                : "HEX(CONCAT(%s))".formatted(column);
    }
}
