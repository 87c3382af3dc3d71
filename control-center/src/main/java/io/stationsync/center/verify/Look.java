package io.stationsync.center.verify;

import io.stationsync.center.send.UnderWay;
import io.stationsync.model.RowKey;
import io.stationsync.wire.RangeReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A report of a station and what was kept of the master at that place of the stream, to be compared. */
public sealed interface Look {
    RangeReport report();

    /**
     * Digests.
     *
     * @param snapshot of the master; null if there were too many already: the range is looked at again later
     */
    record Digests(
            RangeReport report, ReportedRows rows, @Nullable MasterSnapshot snapshot) implements Look {}

    /**
     * Rows, which have been compared.
     *
     * @param unseen the center's edits of rows that differ that the station had not seen; comes once the capture has read them
     */
    record Rows(RangeReport report, List<Difference> differences, CompletableFuture<Map<RowKey, UnderWay>> unseen)
            implements Look {
        public Rows {
            differences = List.copyOf(differences);
        }
    }

    /** The station can't tell of its rows, or the center can't compare them. */
    record Problem(RangeReport report, String problem) implements Look {}
}
