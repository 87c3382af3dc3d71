package io.stationsync.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row, or of all rows that a station has of a table.
 *
 * @param before the full image before; null for {@code c}, {@code r}, {@code x} and {@code t}
 * @param after the full image after; null for {@code d} and {@code t}
 */
public record RowChange(
        Op op, @Nullable Row before, @Nullable Row after) {
    public RowChange {
        boolean hasBefore = op == Op.UPDATE || op == Op.DELETE;
        if (hasBefore != (before != null) || (op == Op.DELETE || op == Op.TRUNCATE) != (after == null)) {
            throw new IllegalArgumentException("op %s with before %s and after %s".formatted(op.code(), before, after));
        }
    }

    public static RowChange insert(Row after) {
        return new RowChange(Op.INSERT, null, after);
    }

    public static RowChange update(Row before, Row after) {
        return new RowChange(Op.UPDATE, before, after);
    }

    public static RowChange delete(Row before) {
        return new RowChange(Op.DELETE, before, null);
    }

    public static RowChange truncate() {
        return new RowChange(Op.TRUNCATE, null, null);
    }

    public static RowChange upsert(Row after) {
        return new RowChange(Op.UPSERT, null, after);
    }

    /** The image that says which row this is: after, or before for a delete. Not for {@code t}, which is about none. */
    public Row image() {
        return Objects.requireNonNull(after != null ? after : before);
    }
}
