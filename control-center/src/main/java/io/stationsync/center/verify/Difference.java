package io.stationsync.center.verify;

import io.stationsync.model.RowKey;
import io.stationsync.wire.TravellingRange;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row in which a station and the master differ.
 *
 * @param range of keys in which it is the only row, or nearly so: begins after the row before it and ends with it
 * @param columns that differ; all but the key of a row that one side does not have
 * @param stationRow a JSON object; null if the station does not have it. Only its key if it is large
 * @param masterRow likewise of the master
 */
public record Difference(
        RowKey key,
        TravellingRange range,
        Kind kind,
        List<String> columns,
        @Nullable String stationRow,
        @Nullable String masterRow) {
    public Difference {
        columns = List.copyOf(columns);
    }

    /** How both sides differ. */
    public enum Kind {
        /** Both have the row, with other values. */
        DIFFERING,
        /** The center does not have the row. */
        MISSING,
        /** The station does not have the row. */
        EXTRA;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether both are of one row, and differ in the same way. */
    boolean isLike(Difference other) {
        return kind == other.kind && columns.equals(other.columns) && key.equals(other.key);
    }
}
