package io.stationsync.center.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.stationsync.center.verify.Verification;
import io.stationsync.center.verify.VerificationTable.StoredDifference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verification; for its columns see {@link Verification}.
 *
 * @param tookMs null until it has ended
 * @param rows those that differ; null in a list
 */
record VerificationView(
        long id,
        String station,
        String table,
        String state,
        String requestedBy,
        String reason,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long tookMs,
        long rowsCompared,
        long differing,
        long missing,
        long extra,
        long undecided,
        @Nullable String problem,
        @Nullable List<RowView> rows) {
    VerificationView {
        rows = rows == null ? null : List.copyOf(rows);
    }

    /** A row that differs; key and rows are JSON objects, a row that one side does not have is null. */
    record RowView(
            @JsonRawValue String key,
            String kind,
            List<String> columns,
            @JsonRawValue @Nullable String stationRow,
            @JsonRawValue @Nullable String masterRow) {
        RowView {
            columns = List.copyOf(columns);
        }

        static RowView of(StoredDifference row) {
            return new RowView(row.key(), row.kind().code(), row.columns(), row.stationRow(), row.masterRow());
        }
    }

    static VerificationView of(Verification verification, @Nullable List<StoredDifference> rows) {
        Instant began = verification.startedAt();
        Instant ended = verification.endedAt();
        return new VerificationView(
                verification.id(),
                verification.station(),
                verification.table(),
                verification.state().code(),
                verification.requestedBy(),
                verification.reason(),
                verification.requestedAt(),
                began,
                ended,
                began == null || ended == null
                        ? null
                        : Duration.between(began, ended).toMillis(),
                verification.rowsCompared(),
                verification.differing(),
                verification.missing(),
                verification.extra(),
                verification.undecided(),
                verification.problem(),
                rows == null ? null : rows.stream().map(RowView::of).toList());
    }
}
