package io.stationsync.quarantine;

import org.jspecify.annotations.Nullable;

/** Which changes an operator decides about at once; null wherever anything will do, but never everywhere. */
public record QuarantineSelection(
        @Nullable String station,
        @Nullable String table,
        @Nullable Integer errorCode) {
    public QuarantineSelection {
        if (station == null && table == null && errorCode == null) {
            throw new IllegalArgumentException("station, table and errorCode: none (expected: one or more)");
        }
    }
}
