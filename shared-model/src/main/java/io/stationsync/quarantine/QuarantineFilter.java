package io.stationsync.quarantine;

import org.jspecify.annotations.Nullable;

/**
 * Which changes to list; null wherever anything will do.
 *
 * @param state the code of one
 * @param key exactly as stored
 */
public record QuarantineFilter(
        @Nullable String station,
        @Nullable String table,
        @Nullable String state,
        @Nullable String key) {}
