package io.stationsync.center.receive;

import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;

/** A station's change of one row of a master table. */
record StationChange(RowKey key, RowChange change) {}
