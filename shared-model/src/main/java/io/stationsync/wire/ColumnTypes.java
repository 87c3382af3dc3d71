package io.stationsync.wire;

import io.stationsync.model.Column;
import io.stationsync.model.TableSchema;
import io.stationsync.model.ValueType;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of a table's columns, which say how a JSON value is to be read. Immutable. */
public final class ColumnTypes {
    private final Map<String, ValueType> types;

    private ColumnTypes(Map<String, ValueType> types) {
        this.types = types;
    }

    public static ColumnTypes of(TableSchema schema) {
        return new ColumnTypes(
                schema.columns().stream().collect(Collectors.toUnmodifiableMap(Column::name, Column::valueType)));
    }

    /** @return null for a column that the table does not have */
    public @Nullable ValueType of(String column) {
        return types.get(column);
    }

    /** These types and one column more. */
    public ColumnTypes with(String column, ValueType type) {
        Map<String, ValueType> more = new HashMap<>(types);
        more.put(column, type);
        return new ColumnTypes(Map.copyOf(more));
    }
}
