package io.stationsync.wire;

import io.stationsync.model.RowChange;
import io.stationsync.model.Source;

/**
 * The value of a record.
 *
 * @param timestampMs when the change was captured, in milliseconds since 1970 by the sender's clock
 */
public record Envelope(RowChange change, Source source, long timestampMs) {}
