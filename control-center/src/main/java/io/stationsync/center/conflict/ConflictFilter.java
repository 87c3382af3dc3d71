package io.stationsync.center.conflict;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which conflicts to list; null wherever anything will do.
 *
 * @param state the code of one, as are policy and outcome
 * @param key exactly as stored
 * @param from decided then or later
 * @param to decided earlier
 */
public record ConflictFilter(
        @Nullable String station,
        @Nullable String table,
        @Nullable String state,
        @Nullable String policy,
        @Nullable String outcome,
        @Nullable String key,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final ConflictFilter ALL = new ConflictFilter(null, null, null, null, null, null, null, null);
}
