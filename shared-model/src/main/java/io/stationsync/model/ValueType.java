package io.stationsync.model;

import java.util.Locale;

/** The families of column types: how a cell of the type is read, written and put on the wire. */
public enum ValueType {
    INTEGER,
    FLOAT,
    DOUBLE,
    DECIMAL,
    TEXT,
    BINARY,
    BIT,
    DATE,
    TIME,
    DATETIME,
    TIMESTAMP,
    YEAR,
    ENUM,
    SET,
    JSON,
    UUID,
    INET,
    GEOMETRY;

    /** @param columnType as in {@code information_schema.COLUMNS.COLUMN_TYPE} */
    public static ValueType of(String columnType) {
        String word = columnType.toLowerCase(Locale.ROOT).split("[ (]", 2)[0];
        return switch (word) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> INTEGER;
            case "float" -> FLOAT;
            case "double" -> DOUBLE;
            case "decimal" -> DECIMAL;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> TEXT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BINARY;
            case "bit" -> BIT;
            case "date" -> DATE;
            case "time" -> TIME;
            case "datetime" -> DATETIME;
            case "timestamp" -> TIMESTAMP;
            case "year" -> YEAR;
            case "enum" -> ENUM;
            case "set" -> SET;
            case "json" -> JSON;
            case "uuid" -> UUID;
            case "inet4", "inet6" -> INET;
            case "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geometry" -> GEOMETRY;
            default ->
                throw new IllegalArgumentException(
                        "column type: '%s' (expected: a type of MariaDB 10.5 to 11.4)".formatted(columnType));
        };
    }
}
