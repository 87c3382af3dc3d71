package io.stationsync.center.fleet;

import io.stationsync.model.Columns;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.time.Instant;
import java.util.Optional;

/** A station as it last announced itself. */
public record Station(StationCode code, Heartbeat heartbeat) {

    public Optional<TableSchema> table(String name) {
        return heartbeat.tables().stream()
                .filter(table -> table.table().equals(name))
                .findFirst();
    }

    public boolean hasCode(String rowCode) {
        return heartbeat.codes().contains(rowCode);
    }

    /** When the station spoke, by its own clock. */
    public Instant spokeAt() {
        return Instant.ofEpochMilli(heartbeat.ts_ms());
    }

    /** The columns that identify a row of the table at the center: the station's primary key and the code. */
    public Columns keyColumns(TableSchema table) {
        return RowKey.keyColumns(table.primaryKey(), heartbeat.codeColumn());
    }
}
