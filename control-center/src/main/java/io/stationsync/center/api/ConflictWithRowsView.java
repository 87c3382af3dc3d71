package io.stationsync.center.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stationsync.center.conflict.ConflictImages;
import io.stationsync.center.conflict.StoredConflict;
import org.jspecify.annotations.Nullable;

/**
 * A conflict and its rows, each a JSON object, or null.
 *
 * @param baseRow the row as the station saw it before its change
 * @param stationRow the row as the station wrote it; null if it deleted it
 * @param controlRow the row as the master had it; null if the center had deleted it
 * @param currentRow the master's row now; null if it is gone, and if it can't be told
 * @param currentRowProblem why it can't be told; null otherwise
 */
record ConflictWithRowsView(
        @JsonUnwrapped ConflictView conflict,
        @JsonRawValue @Nullable String baseRow,
        @JsonRawValue @Nullable String stationRow,
        @JsonRawValue @Nullable String controlRow,
        @JsonRawValue @Nullable String currentRow,
        @Nullable String currentRowProblem) {

    static ConflictWithRowsView of(
            StoredConflict conflict,
            ConflictImages images,
            @Nullable String currentRow,
            @Nullable String currentRowProblem) {
        return new ConflictWithRowsView(
                ConflictView.of(conflict),
                images.base(),
                images.station(),
                images.control(),
                currentRow,
                currentRowProblem);
    }
}
