package io.stationsync.center.send;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.database.SchemaReader;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Row;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.ColumnTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The rows of {@link ResendTable} as their stations know them. Confined to the sender's thread. */
final class ResendRows {
    private final DataSource dataSource;
    private final Projection projection = new Projection();

    /** Only how JSON is read depends on them, which no ALTER that loses nothing changes. */
    private final Map<String, ColumnTypes> types = new HashMap<>();

    private String schema = "";

    ResendRows(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    StationRow of(Row row, Fleet fleet) throws SQLException, EngineException {
        StationCode code = ResendTable.station(row);
        String table = ResendTable.table(row);
        Optional<Station> station = fleet.station(code);
        Optional<TableSchema> schema = station.flatMap(known -> known.table(table));
        if (schema.isEmpty()) {
            throw new EngineException(
                    State.WAITING_FOR_STATION,
                    "rows of %s wait for station %s, which does not announce the table. Add it to sync.tables of the station again"
                            .formatted(table, code));
        }
        return projection.row(station.orElseThrow(), schema.get(), ResendTable.content(row, types(table)));
    }

    /** @param read where the row was read, in the binlog */
    Source source(StationRow row, Source read) {
        return new Source(read.station(), schema, row.place().table(), read.gtid(), read.row(), read.timestampMs());
    }

    private ColumnTypes types(String table) throws SQLException {
        ColumnTypes known = types.get(table);
        if (known == null) {
            try (Connection connection = dataSource.getConnection()) {
                schema = connection.getCatalog();
                known = SchemaReader.read(connection, schema, table)
                        .map(ColumnTypes::of)
                        .orElseThrow(() -> new SQLException("the master table %s is gone".formatted(table)));
            }
            types.put(table, known);
        }
        return known;
    }
}
