package io.stationsync.demo;

import io.stationsync.demo.EditedRow.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction did to one row, with the row as it read it under lock, so that it knew what it replaced. A delete
 * and the insert after it in one transaction are one edit.
 *
 * @param name unique; part of every value that the edit wrote
 * @param before the traced columns; null if there was no row
 * @param after likewise; null if the edit deleted it
 */
record Edit(
        String name,
        Side side,
        RowAddress row,
        @Nullable Map<String, String> before,
        @Nullable Map<String, String> after) {

    Edit {
        before = before == null ? null : Collections.unmodifiableMap(new TreeMap<>(before));
        after = after == null ? null : Collections.unmodifiableMap(new TreeMap<>(after));
    }

    /** Which row it found, see {@link EditedTable#BORN}; empty if there was none. */
    Optional<String> found() {
        return Optional.ofNullable(before).map(image -> image.get(EditedTable.BORN));
    }

    boolean isDelete() {
        return before != null && after == null;
    }

    /** Column to value. */
    Map<String, String> written() {
        return others(after, before);
    }

    /** Column to value. */
    Map<String, String> replaced() {
        return others(before, after);
    }

    /** What of an image is not in the other one. */
    private static Map<String, String> others(
            @Nullable Map<String, String> image, @Nullable Map<String, String> other) {
        Map<String, String> others = new LinkedHashMap<>();
        if (image != null) {
            EditedTable.traced().forEach(column -> {
                String value = image.get(column);
                if (value != null && (other == null || !Objects.equals(value, other.get(column)))) {
                    others.put(column, value);
                }
            });
        }
        return others;
    }

    @Override
    public String toString() {
        return "%s at the %s: %s -> %s".formatted(name, side, before, after);
    }
}
