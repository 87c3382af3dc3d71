package io.stationsync.capture;

import io.stationsync.model.SqlType;
import io.stationsync.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The types of columns as far as the binlog alone tells them, and whether a declared type may be the one meant. */
final class BinlogTypes {
    private BinlogTypes() {}

    /** UUID, INET and JSON are what they are stored as, any geometry is {@code geometry}. */
    static SqlType of(BinlogColumn column) {
        int metadata = column.metadata();
        boolean binary = column.collation() == TextCharset.BINARY;
        return switch (column.type()) {
            case ColumnType.TINY -> integer("tinyint", column);
            case ColumnType.SHORT -> integer("smallint", column);
            case ColumnType.INT24 -> integer("mediumint", column);
            case ColumnType.LONG -> integer("int", column);
            case ColumnType.LONGLONG -> integer("bigint", column);
            case ColumnType.YEAR -> SqlType.of("year");
            case ColumnType.BIT -> SqlType.of("bit", (metadata >> 8) * 8 + (metadata & 0xFF));
            case ColumnType.FLOAT -> integer("float", column);
            case ColumnType.DOUBLE -> integer("double", column);
            case ColumnType.NEWDECIMAL ->
                new SqlType("decimal", List.of(metadata & 0xFF, metadata >> 8), List.of(), column.unsigned());
            case ColumnType.DATE -> SqlType.of("date");
            case ColumnType.TIME, ColumnType.TIME_OLD -> temporal("time", column);
            case ColumnType.DATETIME, ColumnType.DATETIME_OLD -> temporal("datetime", column);
            case ColumnType.TIMESTAMP, ColumnType.TIMESTAMP_OLD -> temporal("timestamp", column);
            case ColumnType.ENUM -> SqlType.of("enum").withMembers(members(column));
            case ColumnType.SET -> SqlType.of("set").withMembers(members(column));
            case ColumnType.STRING -> SqlType.of(binary ? "binary" : "char", characters(column));
            case ColumnType.VARCHAR, ColumnType.VAR_STRING, ColumnType.VARCHAR_COMPRESSED ->
                SqlType.of(binary ? "varbinary" : "varchar", characters(column));
            case ColumnType.BLOB, ColumnType.BLOB_COMPRESSED ->
                SqlType.of(List.of("tiny", "", "medium", "long").get(metadata - 1) + (binary ? "blob" : "text"));
            default -> SqlType.of("geometry");
        };
    }

    /** Whether a column that was declared so looks like this in the binlog. */
    static boolean agree(SqlType declared, BinlogColumn column) {
        SqlType stored = of(column);
        return switch (declared.valueType()) {
            case UUID -> stored.equals(SqlType.of("binary", 16));
            case INET -> stored.equals(SqlType.of("binary", declared.word().equals("inet4") ? 4 : 16));
            case GEOMETRY, FLOAT, DOUBLE -> stored.valueType() == declared.valueType();
            case JSON -> stored.equals(SqlType.of("longtext"));
            case TIME, DATETIME, TIMESTAMP ->
                stored.valueType() == declared.valueType()
                        && (isOld(column) || stored.size(0, 0) == declared.size(0, 0));
            case TEXT, BINARY ->
                isCompressed(column) ? stored.valueType() == declared.valueType() : stored.equals(declared);
            case BIT -> stored.size(0, 1) == declared.size(0, 1);
            case INTEGER, DECIMAL, DATE, YEAR, ENUM, SET ->
                stored.equals(declared)
                        || declared.valueType() == ValueType.YEAR && stored.valueType() == ValueType.YEAR;
        };
    }

    private static boolean isOld(BinlogColumn column) {
        return switch (column.type()) {
            case ColumnType.TIME_OLD, ColumnType.DATETIME_OLD, ColumnType.TIMESTAMP_OLD -> true;
            default -> false;
        };
    }

    private static boolean isCompressed(BinlogColumn column) {
        return column.type() == ColumnType.VARCHAR_COMPRESSED || column.type() == ColumnType.BLOB_COMPRESSED;
    }

    private static SqlType integer(String word, BinlogColumn column) {
        return new SqlType(word, List.of(), List.of(), column.unsigned());
    }

    private static SqlType temporal(String word, BinlogColumn column) {
        boolean whole = isOld(column) || column.metadata() == 0;
        return whole ? SqlType.of(word) : SqlType.of(word, column.metadata());
    }

    private static int characters(BinlogColumn column) {
        return column.metadata()
                / bytesPerCharacter(Collations.charset(column.collation()).orElse("latin1"));
    }

    /** The most, by which MariaDB reckons the length of a column. */
    private static int bytesPerCharacter(String charset) {
        return switch (charset) {
            case "utf8mb4", "utf16", "utf16le", "utf32" -> 4;
            case "utf8mb3", "ujis", "eucjpms" -> 3;
            case "ucs2", "big5", "cp932", "euckr", "gb2312", "gbk", "sjis" -> 2;
            default -> 1;
        };
    }

    /** As SQL writes them between quotes. */
    private static List<String> members(BinlogColumn column) {
        return column.names().stream()
                .map(name -> TextCharset.ofCollation(column.collation())
                        .map(charset -> charset.decode(name))
                        .orElseGet(() -> new String(name, StandardCharsets.UTF_8)))
                .map(name -> name.replace("\\", "\\\\")
                        .replace("'", "''")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\0", "\\0"))
                .toList();
    }
}
