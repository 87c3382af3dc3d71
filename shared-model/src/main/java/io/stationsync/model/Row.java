package io.stationsync.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An image of a row: a value for each of its columns, SQL NULL being a value. Immutable. A column that an image does
 * not have is absent, never NULL.
 */
public final class Row {
    private final Columns columns;
    private final Value[] values;

    private Row(Columns columns, Value[] values) {
        this.columns = columns;
        this.values = values;
    }

    /** @param values one for each column, in the columns' order; copied */
    public static Row of(Columns columns, Value... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    "%d values for %d columns %s".formatted(values.length, columns.size(), columns));
        }
        for (int i = 0; i < values.length; i++) {
            Objects.requireNonNull(values[i], () -> "a value of a row with the columns " + columns);
        }
        return new Row(columns, values.clone());
    }

    public static Row of(Map<String, ? extends Value> values) {
        return of(new Columns(new ArrayList<>(values.keySet())), values.values().toArray(new Value[0]));
    }

    public Columns columns() {
        return columns;
    }

    /** @return null if the row has no such column */
    public @Nullable Value find(String column) {
        int index = columns.indexOf(column);
        return index < 0 ? null : values[index];
    }

    /** @throws IllegalArgumentException if the row has no such column */
    public Value get(String column) {
        Value value = find(column);
        if (value == null) {
            throw new IllegalArgumentException("column %s is not among %s".formatted(column, columns));
        }
        return value;
    }

    public Value get(int index) {
        return values[index];
    }

    /** This row with these columns replaced or added. */
    public Row with(Map<String, ? extends Value> changes) {
        Map<String, Value> all = toMap();
        all.putAll(changes);
        return all.size() == values.length ? new Row(columns, all.values().toArray(new Value[0])) : of(all);
    }

    /**
     * The values of some of its columns, in their order.
     *
     * @throws IllegalArgumentException if the row does not have one of them
     */
    public Row project(Columns some) {
        Value[] projected = new Value[some.size()];
        for (int i = 0; i < projected.length; i++) {
            projected[i] = get(some.names().get(i));
        }
        return new Row(some, projected);
    }

    /** This row without the columns that the predicate refuses. */
    public Row only(Predicate<String> kept) {
        Map<String, Value> some = toMap();
        some.keySet().removeIf(kept.negate());
        return some.size() == values.length ? this : of(some);
    }

    /** The columns of this row, in its order, whose value differs from the other's or that the other does not have. */
    public List<String> columnsDifferingFrom(Row other) {
        List<String> differing = new ArrayList<>();
        boolean sameColumns = columns == other.columns;
        for (int i = 0; i < values.length; i++) {
            Value theirs =
                    sameColumns ? other.values[i] : other.find(columns.names().get(i));
            if (!values[i].equals(theirs)) {
                differing.add(columns.names().get(i));
            }
        }
        return differing;
    }

    /** @return a new map in the order of the columns */
    public Map<String, Value> toMap() {
        Map<String, Value> map = new LinkedHashMap<>(values.length * 2);
        for (int i = 0; i < values.length; i++) {
            map.put(columns.names().get(i), values[i]);
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row that && columns.equals(that.columns) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The columns alone: row values do not belong in messages. */
    @Override
    public String toString() {
        return "row of " + columns;
    }

    /** About how large it is: the characters of its texts and the bytes of its binaries. Other values are small. */
    public long textAndBinaryLength() {
        long length = 0;
        for (int i = 0; i < columns().size(); i++) {
            Value value = get(i);
            if (value instanceof Value.Text text) {
                length += text.value().length();
            } else if (value instanceof Value.Binary binary) {
                length += binary.value().length();
            }
        }
        return length;
    }
}
