package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.engine.EngineException;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.ResyncNeed;
import io.stationsync.wire.StatusRecords.TableRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The station's tables as they are at the sender's place in the binlog, which may be long ago. What has changed is told with
 * the position, in the same Kafka transaction as the first record of the new shape. Changed by the sender's thread.
 */
public final class StreamTables {
    private final StationTables tables;
    private final ResyncNeeds resyncNeeds;
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /** By fingerprint, those that have not been told: a table may pass through several between two positions. */
    private final Map<String, TableSchema> untold = new LinkedHashMap<>();

    /** @param declared the table as the database had it, and what of it travels */
    private record Shape(TableSchema declared, StationTable table) {}

    public StreamTables(StationTables tables, ResyncNeeds resyncNeeds) {
        this.tables = tables;
        this.resyncNeeds = resyncNeeds;
    }

    /** Takes back what was told last; of a table that was never told of, what it looks like now. */
    void restore(Map<String, byte[]> status) throws EngineException {
        shapes.clear();
        changed.clear();
        untold.clear();
        Map<String, ResyncNeed> needs = new HashMap<>();
        for (String name : tables.names()) {
            byte[] stored = status.get(StatusRecords.TABLE_PREFIX + name);
            if (stored == null) {
                Optional<TableSchema> declared = tables.declared(name);
                if (declared.isPresent()) {
                    become(name, declared.get());
                }
                continue;
            }
            TableRecord record = StatusRecords.read(stored, TableRecord.class);
            if (record.resync() != null) {
                needs.put(name, record.resync());
            }
            Shape shape = new Shape(record.declared(), tables.told(record.declared()));
            shapes.put(name, shape);
            if (!shape.table().fingerprint().equals(record.fingerprint())) {
                become(name, shape);
            }
        }
        resyncNeeds.restore(needs);
    }

    /** The database's own shape of the table at the position where the sender began; may be asked by any thread. */
    public Optional<TableSchema> remembered(String table) {
        return Optional.ofNullable(shapes.get(table)).map(Shape::declared);
    }

    /** The table as an event found it. */
    StationTable at(String name, TableSchema declared) throws EngineException {
        Shape known = shapes.get(name);
        if (known == null || known.declared() != declared && !known.declared().equals(declared)) {
            return become(name, declared);
        }
        if (known.declared() != declared) {
            // Of the two equal ones that of the events that follow, which is found equal at first sight.
            shapes.put(name, new Shape(declared, known.table()));
        }
        return known.table();
    }

    /** The table's last known shape; null if it has never been there. */
    @Nullable
    StationTable last(String name) {
        Shape shape = shapes.get(name);
        return shape == null ? null : shape.table();
    }

    /** A statement has changed the table: until its next row says better, it looks as it does now. */
    void changed(String name) throws EngineException {
        Optional<TableSchema> declared = tables.declared(name);
        if (declared.isPresent()) {
            at(name, declared.get());
        }
    }

    private StationTable become(String name, TableSchema declared) throws EngineException {
        return become(name, new Shape(declared, tables.shape(declared)));
    }

    private StationTable become(String name, Shape shape) {
        shapes.put(name, shape);
        changed.add(name);
        untold.put(shape.table().fingerprint(), shape.table().announced());
        return shape.table();
    }

    void needsResync(String name, String gtid, String reason) {
        if (resyncNeeds.add(name, gtid, reason)) {
            changed.add(name);
        }
    }

    /** The table is being sent again as a whole, or need not be: from here on its changes are sent. By the sender's thread. */
    void resynced(String name) {
        if (resyncNeeds.of(name).isPresent()) {
            resyncNeeds.clear(name);
            changed.add(name);
        }
    }

    List<TableSchema> schemas() {
        return shapes.values().stream().map(shape -> shape.table().announced()).toList();
    }

    /** What must be told with the next position; a table before its schema, so that who knows the schema knows the table. */
    Map<String, byte[]> changedRecords() {
        Map<String, byte[]> records = new LinkedHashMap<>();
        for (String name : changed) {
            Shape shape = shapes.get(name);
            if (shape != null) {
                TableRecord record = new TableRecord(
                        shape.table().fingerprint(),
                        shape.table().selection().tellable(shape.declared()),
                        resyncNeeds.of(name).orElse(null));
                records.put(StatusRecords.TABLE_PREFIX + name, StatusRecords.write(record));
            }
        }
        untold.forEach((fingerprint, schema) ->
                records.put(StatusRecords.SCHEMA_PREFIX + fingerprint, StatusRecords.write(schema)));
        changed.clear();
        untold.clear();
        return records;
    }
}
