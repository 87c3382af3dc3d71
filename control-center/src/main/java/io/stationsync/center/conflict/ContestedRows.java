package io.stationsync.center.conflict;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Row;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Finds the master's row that a conflict is about. Thread-safe. */
public final class ContestedRows {
    private final DataSource dataSource;
    private final Fleet fleet;
    private final MasterTables masterTables;

    /** @param masterTables that make none: making a table would end the transaction */
    ContestedRows(DataSource dataSource, Fleet fleet, MasterTables masterTables) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.masterTables = masterTables;
    }

    /**
     * The master's row now.
     *
     * @return empty if it is gone
     * @throws DecisionRefusedException if it can't be told which row it is, as where the station no longer announces the table
     */
    public Optional<Row> current(StoredConflict conflict, ConflictImages images)
            throws SQLException, DecisionRefusedException {
        try (Connection connection = dataSource.getConnection()) {
            ContestedRow row = find(connection, conflict, images);
            return new MasterWriter(connection, row.table())
                    .find(List.of(row.key())).values().stream().findFirst();
        }
    }

    ContestedRow find(Connection connection, StoredConflict conflict, ConflictImages images)
            throws SQLException, DecisionRefusedException {
        return ContestedRow.of(conflict, images, table(connection, conflict));
    }

    private MasterTable table(Connection connection, StoredConflict conflict)
            throws SQLException, DecisionRefusedException {
        Station station = fleet.station(new StationCode(conflict.station()))
                .orElseThrow(() -> overtaken("station %s has not announced itself".formatted(conflict.station())));
        TableSchema stationTable = station.table(conflict.table())
                .orElseThrow(() -> overtaken("station %s no longer announces the table %s (its sync.tables: %s)"
                        .formatted(
                                conflict.station(),
                                conflict.table(),
                                station.heartbeat().tables().stream()
                                        .map(TableSchema::table)
                                        .toList())));
        Found found = masterTables.find(connection, station, stationTable);
        if (found instanceof Found.Ready ready) {
            return ready.table();
        }
        throw overtaken(
                found instanceof Found.Unfit unfit
                        ? unfit.problem()
                        : "master table %s does not exist".formatted(conflict.table()));
    }

    private static DecisionRefusedException overtaken(String message) {
        return new DecisionRefusedException(Kind.OVERTAKEN, message);
    }
}
