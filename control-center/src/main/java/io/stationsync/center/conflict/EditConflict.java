package io.stationsync.center.conflict;

import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sides did to one row without knowing of each other.
 *
 * @param columns in which they disagree, in the row's order; all that the station has if the center had deleted the row
 * @param base the row as the station saw it before its change; null if the station inserted it, and if it is no longer
 *     known what the center deleted
 * @param station the row as the station wrote it; null if it deleted it
 * @param control the row as the master had it; null if the center had deleted it
 */
public record EditConflict(
        RowKey key,
        List<String> columns,
        @Nullable Row base,
        @Nullable Row station,
        @Nullable Row control,
        Outcome outcome) {
    public EditConflict {
        columns = List.copyOf(columns);
    }
}
