package io.stationsync.database;

import io.stationsync.model.Column;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values of one table's rows on their way into MariaDB, in the form that capture gives them: what is stored is what the
 * value says, to the bit. Needs a session in UTC, see {@link #SESSION}. Immutable.
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

    /** The digits in {@code decimal(10,2)} or {@code time(3)}. */
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)\\)");

    /** In {@code 2024-12-31}. */
    private static final int DATE_LENGTH = 10;

    private static final String OUT_OF_RANGE = "22003";

    private static final Pattern EMPTY_MEMBER = Pattern.compile("[(,]''[,)]");

    private final Map<String, Binding> bindings = new HashMap<>();

    /**
     * How values are bound to a column.
     *
     * @param emptyText what to bind for it
     * @param digits the most after the point; those of a value with more would be cut off without an error
     */
    private record Binding(Column column, ValueType type, String emptyText, int digits) {}

    /**
     * @param columns that values are bound to
     * @param key names of those that rows are found by: their values are compared, too
     */
    public RowValues(Collection<Column> columns, Collection<String> key) {
        for (Column column : columns) {
            boolean isKey = key.contains(column.name());
            ValueType type = column.valueType();
            bindings.put(
                    column.name(),
                    new Binding(column, type, isKey ? "" : emptyText(column.type()), digits(type, column.type())));
        }
    }

    /**
     * The empty text of an ENUM that has no such member is number 0: a value that was refused without strict mode. A strict
     * session refuses it again, but takes a number in quotes, as LOAD DATA needs it ({@code Field_enum::store} in MariaDB's
     * sql/field.cc), unless a member is called so.
     */
    private static String emptyText(String type) {
        if (!type.startsWith("enum") || EMPTY_MEMBER.matcher(type).find()) {
            return "";
        }
        return Stream.of("0", "00", "000", "0000", "00000")
                .filter(number -> !type.contains("'" + number + "'"))
                .findFirst()
                .orElse("");
    }

    private static int digits(ValueType type, String text) {
        return switch (type) {
            case DECIMAL, TIME, DATETIME, TIMESTAMP -> {
                Matcher digits = LAST_NUMBER.matcher(text);
                yield digits.find() ? Integer.parseInt(digits.group(1)) : 0;
            }
            case INTEGER, YEAR -> 0;
            default -> Integer.MAX_VALUE;
        };
    }

    /**
     * @param column that takes the value or is compared with it
     * @throws NullPointerException if there is no such column
     * @throws SQLDataException if the column can't take all of the value, and the server would not say so
     */
    public void bind(PreparedStatement statement, int index, String column, Value value) throws SQLException {
        Binding binding = Objects.requireNonNull(bindings.get(column), column);
        if (value instanceof Value.Int number) {
            statement.setLong(index, number.value());
        } else if (value instanceof Value.Text text) {
            statement.setString(index, forColumn(text.value(), binding));
        } else if (value instanceof Value.Binary binary) {
            bind(statement, index, binary.value().toArray(), binding.type());
        } else if (value instanceof Value.BigInt number) {
            statement.setBigDecimal(index, new BigDecimal(number.value()));
        } else if (value instanceof Value.Float64 number) {
            bind(statement, index, number.value(), binding);
        } else if (value instanceof Value.Float32 number) {
            // All digits, so that it is equal to what the column holds.
            statement.setString(index, Double.toString(number.value()));
        } else {
            statement.setNull(index, Types.NULL);
        }
    }

    private static void bind(PreparedStatement statement, int index, byte[] bytes, ValueType type) throws SQLException {
        if (type == ValueType.BIT) {
            // A number, because that is how BIT compares: with a string it is equal to nothing.
            statement.setBigDecimal(index, new BigDecimal(new BigInteger(1, bytes)));
        } else {
            statement.setBytes(index, bytes);
        }
    }

    private static void bind(PreparedStatement statement, int index, double number, Binding binding)
            throws SQLException {
        boolean fits = binding.digits() == Integer.MAX_VALUE
                ? binding.type() != ValueType.FLOAT || (float) number == number
                : !hasMoreDigits(BigDecimal.valueOf(number).toPlainString(), binding.digits());
        if (!fits) {
            throw tooPrecise(binding);
        }
        // In quotes: without, -0.0 is a DECIMAL, which has no negative zero.
        statement.setString(index, Double.toString(number));
    }

    private static String forColumn(String text, Binding binding) throws SQLDataException {
        boolean withTime = binding.type() == ValueType.DATE
                && text.chars().skip(DATE_LENGTH).anyMatch(c -> c > '0' && c <= '9');
        if (withTime || binding.digits() != Integer.MAX_VALUE && hasMoreDigits(text, binding.digits())) {
            throw tooPrecise(binding);
        }
        boolean zoned =
                (binding.type() == ValueType.TIMESTAMP || binding.type() == ValueType.DATETIME) && text.endsWith("Z");
        return text.isEmpty() ? binding.emptyText() : zoned ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean hasMoreDigits(String text, int digits) {
        int point = text.indexOf('.');
        for (int i = point + 1 + digits; point >= 0 && i < text.length(); i++) {
            if (text.charAt(i) != '0' && text.charAt(i) != 'Z') {
                return true;
            }
        }
        return false;
    }

    private static SQLDataException tooPrecise(Binding binding) {
        return new SQLDataException(
                "Data too precise for column '%s' (its type is %s, expected: one that takes all digits; the server would cut them off)"
                        .formatted(binding.column().name(), binding.column().type()),
                OUT_OF_RANGE);
    }
}
