package io.stationsync.agent.table;

import io.stationsync.database.SchemaReader;
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
    private volatile Map<String, StationTable> tables = Map.of();
    private volatile Map<String, TableSchema> declared = Map.of();

    public StationTables(DataSource dataSource, String schema, List<String> names, String codeColumn) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.names = Set.copyOf(names);
        this.codeColumn = codeColumn;
    }

    public boolean isSynced(TableId table) {
        return table.schema().equals(schema) && names.contains(table.table());
    }

    /** The tables that are to be synchronised, whether they exist or not. */
    public Set<String> names() {
        return names;
    }

    /** Looks at the tables again. One that has gone since keeps its last known shape. */
    public synchronized void refresh() throws SQLException {
        Map<String, TableSchema> found = new LinkedHashMap<>();
        Map<String, StationTable> known = new LinkedHashMap<>(tables);
        try (Connection connection = dataSource.getConnection()) {
            for (String name : names) {
                SchemaReader.read(connection, schema, name).ifPresent(schema -> found.put(name, schema));
            }
        }
        found.forEach((name, schema) -> known.put(name, shape(schema)));
        declared = Map.copyOf(found);
        tables = Map.copyOf(known);
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

    /** A table of that shape. */
    public StationTable shape(TableSchema schema) {
        return StationTable.of(schema, codeColumn);
    }

    /** What the database says of the table; empty if it was not there at the last look. */
    public Optional<TableSchema> declared(String name) {
        return Optional.ofNullable(declared.get(name));
    }
}
