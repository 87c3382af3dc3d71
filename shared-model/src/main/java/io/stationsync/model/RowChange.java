package io.stationsync.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row, or the word that a range of keys has none.
 *
 * @param before the full image before; null for {@code c}, {@code r}, {@code t} and {@code x}
 * @param after the full image after; null for {@code d} and {@code t}
 */
public record RowChange(
        Op op, @Nullable Row before, @Nullable Row after) {
    public RowChange {
        boolean hasBefore = op == Op.UPDATE || op == Op.DELETE;
        boolean hasAfter = op != Op.DELETE && op != Op.TRUNCATE;
        if (hasBefore != (before != null) || hasAfter != (after != null)) {
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

    public static RowChange load(Row after) {
        return new RowChange(Op.LOAD, null, after);
    }

    /** The image that says which row this is: after, or before for a delete. Not for {@code t}, which is of no row. */
    public Row image() {
        return Objects.requireNonNull(after != null ? after : before);
    }
}
