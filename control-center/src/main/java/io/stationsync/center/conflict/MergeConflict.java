package io.stationsync.center.conflict;

import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import java.util.List;

/**
 * Columns of a row that both sides have changed.
 *
 * @param columns one or more, in the row's order
 * @param base the row as the station saw it before its change
 * @param station the row as the station wrote it
 * @param control the row as the master had it
 */
public record MergeConflict(RowKey key, List<String> columns, Row base, Row station, Row control) {
    public MergeConflict {
        columns = List.copyOf(columns);
    }
}
