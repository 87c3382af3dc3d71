package io.stationsync.agent.table;

import io.stationsync.database.SchemaReader;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The tables to synchronise, and what they look like. Thread-safe. */
public final class StationTables {
    private final DataSource dataSource;
    private final String schema;
    private final Set<String> names;
    private final String codeColumn;
    private final Map<String, Selection> selections;
    private volatile Map<String, StationTable> tables = Map.of();
    private volatile Map<String, TableSchema> declared = Map.of();

    /** @param selections what travels of those tables of which not everything does */
    public StationTables(
            DataSource dataSource,
            String schema,
            List<String> names,
            String codeColumn,
            Map<String, Selection> selections) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.names = Set.copyOf(names);
        this.codeColumn = codeColumn;
        this.selections = Map.copyOf(selections);
    }

    public boolean isSynced(TableId table) {
        return table.schema().equals(schema) && names.contains(table.table());
    }

    /** The tables that are to be synchronised, whether they exist or not. */
    public Set<String> names() {
        return names;
    }

    /**
     * Looks at the tables again. One that has gone since keeps its last known shape.
     *
     * @throws EngineException if a table has changed so that its selection no longer fits: what may travel is unknown then
     */
    public synchronized void refresh() throws SQLException, EngineException {
        Map<String, TableSchema> found = new LinkedHashMap<>();
        Map<String, StationTable> known = new LinkedHashMap<>(tables);
        try (Connection connection = dataSource.getConnection()) {
            for (String name : names) {
                SchemaReader.read(connection, schema, name).ifPresent(schema -> found.put(name, schema));
            }
        }
        for (Map.Entry<String, TableSchema> entry : found.entrySet()) {
            known.put(entry.getKey(), shape(entry.getValue()));
        }
        declared = Map.copyOf(found);
        tables = Map.copyOf(known);
    }

    /**
     * A table of that shape.
     *
     * @throws EngineException if its selection does not fit it
     */
    public StationTable shape(TableSchema declared) throws EngineException {
        Selection selection = selections.getOrDefault(declared.table(), Selection.EVERYTHING);
        List<String> problems = selection.problems(StationTable.stored(declared), codeColumn);
        if (!problems.isEmpty()) {
            throw new EngineException(
                    State.FAILED,
                    "sync.selection of %s no longer fits the table: %s. Correct it and start again"
                            .formatted(declared.table(), String.join("; ", problems)));
        }
        return StationTable.of(declared, codeColumn, selection);
    }

    /** @throws IllegalArgumentException for a table that is not synchronised or was never seen */
    public StationTable get(String name) {
        StationTable table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException(
                    "table: '%s' (expected: one of %s in the database %s)".formatted(name, names, schema));
        }
        return table;
    }

    /** A table of a shape that was told: without columns that are excluded, of which nobody is told. */
    public StationTable told(TableSchema schema) {
        return StationTable.of(schema, codeColumn, selections.getOrDefault(schema.table(), Selection.EVERYTHING));
    }

    /** What the database says of the table; empty if it was not there at the last look. */
    public Optional<TableSchema> declared(String name) {
        return Optional.ofNullable(declared.get(name));
    }
}
