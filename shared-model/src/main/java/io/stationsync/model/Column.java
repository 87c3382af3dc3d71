package io.stationsync.model;

import org.jspecify.annotations.Nullable;

/**
 * A column as {@code information_schema.COLUMNS} describes it.
 *
 * @param type COLUMN_TYPE, such as {@code varchar(100)} or {@code bigint(20) unsigned}
 * @param collation COLLATION_NAME; null unless the column holds text
 * @param defaultValue COLUMN_DEFAULT, an SQL expression; null if there is none
 * @param generated whether the server computes the value, so that it can't be written
 */
public record Column(
        String name,
        String type,
        @Nullable String collation,
        boolean nullable,
        @Nullable String defaultValue,
        boolean generated) {

    public Column withNullable(boolean other) {
        return other == nullable ? this : new Column(name, type, collation, other, defaultValue, generated);
    }

    public ValueType valueType() {
        return ValueType.of(type);
    }
}
