package io.stationsync.center.send;

import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the station may not have applied yet of the messages for one row.
 *
 * @param deletes whether the row is gone once all of them are applied: the last {@code d} or {@code x} is a {@code d}; in
 *     doubt also if one of them was
 * @param deletedByEdit whether that {@code d} is a delete made at the center, and not the answer to one of the station's own
 * @param deleted the row as the center deleted it; null if it does not delete, or if that is no longer remembered
 * @param upserts whether one of them is an {@code x}
 * @param columns that updates among them name
 * @param before the values that a column had before the edits among them, in order; only of columns for which the first of
 *     them is an edit made at the center
 * @param inDoubt whether messages for the row were forgotten, of which any may be an upsert or update any column
 */
public record UnderWay(
        boolean deletes,
        boolean deletedByEdit,
        @Nullable Row deleted,
        boolean upserts,
        Set<String> columns,
        Map<String, List<Value>> before,
        boolean inDoubt) {
    public static final UnderWay NOTHING = new UnderWay(false, false, null, false, Set.of(), Map.of(), false);

    public UnderWay {
        columns = Set.copyOf(columns);
        before = Map.copyOf(before);
    }

    /** The same, of a row whose changes are not applied in their order, so that nothing is known. */
    UnderWay doubted() {
        return new UnderWay(deletes, deletedByEdit, deleted, upserts, columns, before, true);
    }
}
