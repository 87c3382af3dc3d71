package io.stationsync.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stationsync.quarantine.QuarantineContent;
import io.stationsync.quarantine.QuarantinedChange;
import org.jspecify.annotations.Nullable;

/**
 * A change, where it came from and what it says.
 *
 * @param offset null for one that was not sent from here
 * @param payload the envelope, a JSON object; null if it can't be read
 * @param rawBase64 the bytes of the record; null if it can be read
 */
record QuarantinedChangeWithContentView(
        @JsonUnwrapped QuarantinedChangeView change,
        @Nullable Long offset,
        @JsonRawValue @Nullable String payload,
        @Nullable String rawBase64) {

    static QuarantinedChangeWithContentView of(QuarantinedChange change, QuarantineContent content) {
        return new QuarantinedChangeWithContentView(
                QuarantinedChangeView.of(change), change.offset(), content.payload(), content.rawBase64());
    }
}
