package io.stationsync.center.send;

import io.stationsync.center.fleet.Station;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import java.util.HashSet;
import java.util.Set;

/**
 * A master's row as its station knows it.
 *
 * @param image only the columns of the station's table, and the code: {@code master_id} and whatever else the master has
 *     of its own never leave the center
 */
record StationRow(Place place, RowKey key, Row image, TableSchema schema) {

    static StationRow of(Station station, TableSchema schema, Row masterRow) {
        Set<String> shared = new HashSet<>(schema.columnNames());
        shared.add(station.heartbeat().codeColumn());
        Row image = masterRow.only(shared::contains);
        RowKey key = RowKey.of(image, schema.primaryKey(), station.heartbeat().codeColumn());
        return new StationRow(new Place(station.code(), schema.table()), key, image, schema);
    }

    boolean isSameRow(StationRow other) {
        return place.equals(other.place) && key.equals(other.key);
    }
}
