package io.stationsync.center.fleet;

import io.stationsync.model.Columns;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.ResyncNeed;
import io.stationsync.wire.StatusRecords.TableRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A station as it last announced itself.
 *
 * @param tables what it last said of each table
 * @param schemas every shape that any of its tables has had, by fingerprint
 */
public record Station(
        StationCode code, Heartbeat heartbeat, Map<String, TableRecord> tables, Map<String, TableSchema> schemas) {
    public Station {
        tables = Map.copyOf(tables);
        schemas = Map.copyOf(schemas);
    }

    public Station(StationCode code, Heartbeat heartbeat) {
        this(code, heartbeat, Map.of(), Map.of());
    }

    /** The table's last known shape: told as soon as it changes, and in every heartbeat. */
    public Optional<TableSchema> table(String name) {
        Optional<TableSchema> announced = announced(name);
        return announced.isEmpty()
                ? announced
                : Optional.ofNullable(tables.get(name))
                        .map(record -> schemas.get(record.fingerprint()))
                        .or(() -> announced);
    }

    /** The table's shape in the last heartbeat. */
    public Optional<TableSchema> announced(String name) {
        return heartbeat.tables().stream()
                .filter(table -> table.table().equals(name))
                .findFirst();
    }

    /** The shape that the table's records with this fingerprint have; empty if it was never told. */
    public Optional<TableSchema> shape(String table, String fingerprint) {
        return Optional.ofNullable(schemas.get(fingerprint))
                .filter(schema -> schema.table().equals(table))
                .or(() -> table(table).filter(schema -> schema.fingerprint().equals(fingerprint)));
    }

    /** Why the station does not send the table's changes. */
    public Optional<ResyncNeed> resyncNeed(String table) {
        return Optional.ofNullable(tables.get(table)).flatMap(record -> Optional.ofNullable(record.resync()));
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
