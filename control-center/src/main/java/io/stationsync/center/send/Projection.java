package io.stationsync.center.send;

import io.stationsync.center.fleet.Station;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * What of a master's rows their station has. Rows next to each other mostly have the same columns: what was found out for one
 * serves the next. Confined to the sender's thread.
 */
final class Projection {
    private @Nullable Known last;

    /**
     * @param image only the columns of the station's table, and the code: {@code master_id} and whatever else the master has
     *     of its own never leave the center
     * @param key what identifies a row at the center
     */
    private record Known(TableSchema schema, String codeColumn, Columns master, Columns image, Columns key) {
        private static Known of(TableSchema schema, String codeColumn, Columns master) {
            Columns image = new Columns(master.names().stream()
                    .filter(column -> schema.column(column).isPresent() || column.equals(codeColumn))
                    .toList());
            return new Known(schema, codeColumn, master, image, RowKey.keyColumns(schema.primaryKey(), codeColumn));
        }

        private boolean isOf(TableSchema otherSchema, String otherCode, Columns otherMaster) {
            return schema == otherSchema && codeColumn.equals(otherCode) && master.equals(otherMaster);
        }
    }

    private Known of(Station station, TableSchema schema, Columns master) {
        String codeColumn = station.heartbeat().codeColumn();
        Known known = last;
        if (known == null || !known.isOf(schema, codeColumn, master)) {
            known = Known.of(schema, codeColumn, master);
            last = known;
        }
        return known;
    }

    /** Whether rows with these columns have the key: not while the station has another primary key than the master table knows. */
    boolean isAddressable(Station station, TableSchema schema, Columns master) {
        return of(station, schema, master).key().names().stream().allMatch(master::contains);
    }

    /** @param masterRow that is addressable */
    StationRow row(Station station, TableSchema schema, Row masterRow) {
        Known known = of(station, schema, masterRow.columns());
        return new StationRow(
                new Place(station.code(), schema.table()),
                new RowKey(masterRow.project(known.key())),
                masterRow.project(known.image()),
                schema);
    }

    Row image(Station station, TableSchema schema, Row masterRow) {
        return masterRow.project(of(station, schema, masterRow.columns()).image());
    }
}
