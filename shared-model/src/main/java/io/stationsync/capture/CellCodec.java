package io.stationsync.capture;

import io.stationsync.model.Value;

/** Reads the cells of one column as row events hold them. NULL cells never get here. Immutable. */
@FunctionalInterface
interface CellCodec {
    Value decode(ByteReader cell);
}
