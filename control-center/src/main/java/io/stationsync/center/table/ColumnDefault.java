package io.stationsync.center.table;

import io.stationsync.model.Column;
import io.stationsync.model.SqlType;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the rows that a table already has get when a column is added to it. */
final class ColumnDefault {
    private static final Pattern LITERAL =
            Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*'|-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|[bBxX]'[0-9A-Fa-f]*'");
    private static final String NULL = "NULL";

    private ColumnDefault() {}

    /** @return an SQL literal; empty if it was computed for each row or by a type's own rule */
    static Optional<String> of(Column column) {
        String value = column.defaultValue();
        if (value == null || value.equalsIgnoreCase(NULL)) {
            return column.nullable() ? Optional.of(NULL) : implicit(SqlType.parse(column.type()));
        }
        return LITERAL.matcher(value).matches() ? Optional.of(value) : Optional.empty();
    }

    /** Of a column that is NOT NULL without a default. */
    private static Optional<String> implicit(SqlType type) {
        return switch (type.valueType()) {
            case INTEGER, DECIMAL, FLOAT, DOUBLE, YEAR -> Optional.of("0");
            case TEXT, SET -> Optional.of("''");
            case BINARY -> type.word().equals("binary") ? Optional.empty() : Optional.of("''");
            case ENUM -> Optional.of("'" + type.members().get(0) + "'");
            default -> Optional.empty();
        };
    }

    /** The clause of a definition; empty for NULL and for what is computed. */
    static String clause(Column column) {
        return of(column)
                .filter(value -> !value.equals(NULL))
                .map(value -> " DEFAULT " + value)
                .orElse("");
    }
}
