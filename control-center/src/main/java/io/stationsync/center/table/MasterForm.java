package io.stationsync.center.table;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.SqlType;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as the master's columns hold them. A wider column writes the same value with more digits, {@code 1.50} as {@code
 * 1.5000}; to compare what a station has with what the master has, both must be written alike. Immutable.
 */
public final class MasterForm {
    private final Map<String, SqlType> types;

    private MasterForm(Map<String, SqlType> types) {
        this.types = types;
    }

    static MasterForm of(TableSchema master) {
        Map<String, SqlType> types = new HashMap<>();
        for (Column column : master.columns()) {
            switch (column.valueType()) {
                case DECIMAL, TIME, DATETIME, TIMESTAMP, TEXT -> types.put(column.name(), SqlType.parse(column.type()));
                default -> {
                    // One value is written in one way whatever the size of the column.
                }
            }
        }
        return new MasterForm(Map.copyOf(types));
    }

    public RowChange of(RowChange change) {
        @Nullable Row before = change.before();
        @Nullable Row after = change.after();
        return new RowChange(change.op(), before == null ? null : of(before), after == null ? null : of(after));
    }

    public Row of(Row row) {
        Map<String, Value> other = new HashMap<>();
        for (int i = 0; i < row.columns().size(); i++) {
            String column = row.columns().names().get(i);
            SqlType type = types.get(column);
            if (type != null) {
                Value value = of(row.get(i), type);
                if (value != row.get(i)) {
                    other.put(column, value);
                }
            }
        }
        return other.isEmpty() ? row : row.with(other);
    }

    private static Value of(Value value, SqlType type) {
        boolean text = type.valueType() == ValueType.TEXT;
        if (text && (value instanceof Value.Int || value instanceof Value.BigInt)) {
            return Value.of(value.display());
        }
        return !text && value instanceof Value.Text written ? of(written, type) : value;
    }

    private static Value of(Value.Text value, SqlType type) {
        int wanted = type.size(type.valueType() == ValueType.DECIMAL ? 1 : 0, 0);
        if (wanted == 0) {
            return value;
        }
        String text = value.value();
        boolean utc = text.endsWith("Z");
        String number = utc ? text.substring(0, text.length() - 1) : text;
        int point = number.indexOf('.');
        int missing = wanted - (point < 0 ? 0 : number.length() - point - 1);
        return missing <= 0
                ? value
                : Value.of(number + (point < 0 ? "." : "") + "0".repeat(missing) + (utc ? "Z" : ""));
    }
}
