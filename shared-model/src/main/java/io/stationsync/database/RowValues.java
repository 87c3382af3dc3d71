package io.stationsync.database;

import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values between Java and MariaDB, in the form that capture gives them. Needs a session in UTC, see {@link #SESSION}.
 */
public final class RowValues {
    /**
     * What every session of ours sets: UTC, so that a TIMESTAMP is what the wire says; an explicit 0 in an
     * auto-increment column is 0; dates that the other side accepted are accepted; otherwise strict.
     */
    public static final String SESSION = """
            SET SESSION time_zone = '+00:00',
                        sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'
            """;

    private RowValues() {}

    /** The select list that {@link #read} understands. */
    public static String selectList(List<Column> columns) {
        return columns.stream().map(RowValues::expression).collect(Collectors.joining(", "));
    }

    private static String expression(Column column) {
        String name = Sql.name(column.name());
        return switch (column.valueType()) {
            // As text a FLOAT would come with six digits; as a DOUBLE it comes exactly.
            case FLOAT -> "CAST(%s AS DOUBLE)".formatted(name);
            // The server's own text, zero dates and fractions included, rather than the driver's idea of it.
            case DATE, TIME, DATETIME, TIMESTAMP, YEAR, UUID, INET -> "CAST(%s AS CHAR)".formatted(name);
            default -> name;
        };
    }

    /** @param names of the columns, in the order of the select list */
    public static Row read(ResultSet row, List<Column> columns, Columns names) throws SQLException {
        Value[] values = new Value[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(row, i + 1, columns.get(i).valueType());
        }
        return Row.of(names, values);
    }

    private static Value read(ResultSet row, int index, ValueType type) throws SQLException {
        Value value =
                switch (type) {
                    case INTEGER, YEAR -> integer(row.getString(index));
                    case FLOAT -> new Value.Float32((float) row.getDouble(index));
                    case DOUBLE -> new Value.Float64(row.getDouble(index));
                    case BINARY, BIT, GEOMETRY -> binary(row.getBytes(index));
                    case TIMESTAMP -> timestamp(row.getString(index));
                    default -> text(row.getString(index));
                };
        return row.wasNull() ? Value.ofNull() : value;
    }

    private static Value integer(@Nullable String digits) {
        return digits == null ? Value.ofNull() : Value.of(new BigInteger(digits));
    }

    private static Value binary(byte @Nullable [] bytes) {
        return bytes == null ? Value.ofNull() : Value.of(bytes);
    }

    private static Value text(@Nullable String text) {
        return text == null ? Value.ofNull() : Value.of(text);
    }

    private static Value timestamp(@Nullable String text) {
        return text == null || text.startsWith("0000") ? text(text) : Value.of(text + "Z");
    }

    /** @param type of the column that takes the value */
    public static void bind(PreparedStatement statement, int index, Value value, ValueType type) throws SQLException {
        if (value instanceof Value.Int number) {
            statement.setLong(index, number.value());
        } else if (value instanceof Value.Text text) {
            statement.setString(index, forColumn(text.value(), type));
        } else if (value instanceof Value.Binary binary) {
            statement.setBytes(index, binary.value().toArray());
        } else if (value instanceof Value.BigInt number) {
            statement.setBigDecimal(index, new BigDecimal(number.value()));
        } else if (value instanceof Value.Float64 number) {
            statement.setDouble(index, number.value());
        } else if (value instanceof Value.Float32 number) {
            statement.setString(index, Float.toString(number.value()));
        } else {
            statement.setNull(index, Types.NULL);
        }
    }

    private static String forColumn(String text, ValueType type) {
        boolean zoned = (type == ValueType.TIMESTAMP || type == ValueType.DATETIME) && text.endsWith("Z");
        return zoned ? text.substring(0, text.length() - 1) : text;
    }
}
