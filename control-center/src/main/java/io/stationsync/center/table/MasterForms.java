package io.stationsync.center.table;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in which the master's columns hold a station's values where their types differ: 1.50 is 1.500 in a column with
 * three decimals. Without it, equal values would differ, and every update would look like a conflict. Immutable.
 */
public final class MasterForms {
    /** Of tables with the same types. */
    public static final MasterForms SAME = new MasterForms(Map.of());

    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)\\)");
    private static final int BITS = 8;

    private final Map<String, UnaryOperator<Value>> forms;

    private MasterForms(Map<String, UnaryOperator<Value>> forms) {
        this.forms = Map.copyOf(forms);
    }

    static MasterForms of(TableSchema station, TableSchema master) {
        Map<String, UnaryOperator<Value>> forms = new HashMap<>();
        for (Column column : station.columns()) {
            master.column(column.name())
                    .filter(other -> !other.type().equals(column.type()))
                    .ifPresent(other -> forms.put(other.name(), form(other)));
        }
        return forms.isEmpty() ? SAME : new MasterForms(forms);
    }

    private static UnaryOperator<Value> form(Column master) {
        Matcher number = LAST_NUMBER.matcher(master.type());
        int size = number.find() ? Integer.parseInt(number.group(1)) : 0;
        ValueType type = master.valueType();
        return switch (type) {
            case DECIMAL -> value -> isExact(value) ? Value.of(digits(value.display(), size)) : value;
            case TIME, DATETIME, TIMESTAMP -> value -> temporal(value, size, type == ValueType.TIMESTAMP);
            case TEXT, JSON -> value -> isExact(value) ? Value.of(value.display()) : value;
            case BINARY -> value -> master.type().startsWith("binary") ? padded(value, size, false) : value;
            case BIT -> value -> padded(value, (size + BITS - 1) / BITS, true);
            default -> value -> value;
        };
    }

    private static boolean isExact(Value value) {
        return value instanceof Value.Text || value instanceof Value.Int || value instanceof Value.BigInt;
    }

    /** With so many digits after the point, if the others are zeros. */
    private static String digits(String text, int digits) {
        int point = text.indexOf('.');
        int missing = digits - (point < 0 ? 0 : text.length() - point - 1);
        if (missing > 0) {
            return (point < 0 ? text + "." : text) + "0".repeat(missing);
        }
        int length = digits == 0 && point >= 0 ? point : text.length() + missing;
        // Other digits than zeros stay, and are refused when they are written.
        return text.substring(length).matches("\\.?0*") ? text.substring(0, length) : text;
    }

    private static Value temporal(Value value, int digits, boolean zoned) {
        if (!(value instanceof Value.Text text)) {
            return value;
        }
        String local = text.value().endsWith("Z")
                ? text.value().substring(0, text.value().length() - 1)
                : text.value();
        boolean moment = zoned && !local.startsWith("0000");
        return Value.of(digits(local, digits) + (moment ? "Z" : ""));
    }

    private static Value padded(Value value, int size, boolean left) {
        if (!(value instanceof Value.Binary binary) || binary.value().length() >= size) {
            return value;
        }
        byte[] bytes = binary.value().toArray();
        if (!left) {
            return Value.of(Arrays.copyOf(bytes, size));
        }
        byte[] wide = new byte[size];
        System.arraycopy(bytes, 0, wide, size - bytes.length, bytes.length);
        return Value.of(wide);
    }

    /** @param row of the station */
    public Row of(Row row) {
        Map<String, Value> changed = new HashMap<>();
        forms.forEach((column, form) -> {
            Value value = row.find(column);
            if (value != null && !value.isNull()) {
                changed.put(column, form.apply(value));
            }
        });
        return changed.isEmpty() ? row : row.with(changed);
    }

    /** @param change of a row of the station */
    public RowChange of(RowChange change) {
        return forms.isEmpty() ? change : new RowChange(change.op(), image(change.before()), image(change.after()));
    }

    private @Nullable Row image(@Nullable Row row) {
        return row == null ? null : of(row);
    }
}
