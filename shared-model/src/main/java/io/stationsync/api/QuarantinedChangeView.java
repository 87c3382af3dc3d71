package io.stationsync.api;

import io.stationsync.quarantine.QuarantinedChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change in a list; for its columns see {@link QuarantinedChange}. */
record QuarantinedChangeView(
        long id,
        String station,
        String table,
        String topic,
        String key,
        String op,
        String state,
        @Nullable String sqlState,
        @Nullable Integer errorCode,
        @Nullable String message,
        Instant firstAt,
        Instant lastAt,
        int attempts) {

    static QuarantinedChangeView of(QuarantinedChange change) {
        return new QuarantinedChangeView(
                change.id(),
                change.station(),
                change.table(),
                change.row().topic(),
                change.key(),
                change.op(),
                change.state().code(),
                change.sqlState(),
                change.errorCode(),
                change.message(),
                change.firstAt(),
                change.lastAt(),
                change.attempts());
    }
}
