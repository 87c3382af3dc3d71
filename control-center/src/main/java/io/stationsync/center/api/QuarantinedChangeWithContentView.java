package io.stationsync.center.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stationsync.center.quarantine.QuarantineContent;
import io.stationsync.center.quarantine.QuarantinedChange;
import org.jspecify.annotations.Nullable;

/**
 * A change, where it came from and what it says.
 *
 * @param payload the envelope, a JSON object; null if it can't be read
 * @param rawBase64 the bytes of the record; null if it can be read
 */
record QuarantinedChangeWithContentView(
        @JsonUnwrapped QuarantinedChangeView change,
        String topic,
        long offset,
        @JsonRawValue @Nullable String payload,
        @Nullable String rawBase64) {

    static QuarantinedChangeWithContentView of(QuarantinedChange change, QuarantineContent content) {
        return new QuarantinedChangeWithContentView(
                QuarantinedChangeView.of(change),
                change.row().topic(),
                change.offset(),
                content.payload(),
                content.rawBase64());
    }
}
