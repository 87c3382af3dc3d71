package io.stationsync.center.send;

import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;

/**
 * A master's row as its station knows it.
 *
 * @param image see {@link Projection}
 */
record StationRow(Place place, RowKey key, Row image, TableSchema schema) {
    boolean isSameRow(StationRow other) {
        return place.equals(other.place) && key.equals(other.key);
    }
}
