package io.stationsync.center.api;

import io.stationsync.center.conflict.StoredConflict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conflict in a list; for its columns see {@link StoredConflict}. */
record ConflictView(
        long id,
        String station,
        String table,
        String key,
        List<String> columns,
        String policy,
        String outcome,
        String overruled,
        String state,
        Instant decidedAt,
        @Nullable String resolution,
        @Nullable String resolvedBy,
        @Nullable Instant resolvedAt,
        @Nullable String reason) {
    ConflictView {
        columns = List.copyOf(columns);
    }

    static ConflictView of(StoredConflict conflict) {
        return new ConflictView(
                conflict.id(),
                conflict.station(),
                conflict.table(),
                conflict.key(),
                conflict.columns(),
                conflict.policy(),
                conflict.outcome().code(),
                conflict.overruled(),
                conflict.state().code(),
                conflict.decidedAt(),
                conflict.resolution(),
                conflict.resolvedBy(),
                conflict.resolvedAt(),
                conflict.reason());
    }
}
