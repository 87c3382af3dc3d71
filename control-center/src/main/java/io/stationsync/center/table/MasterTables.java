package io.stationsync.center.table;

import io.stationsync.center.fleet.Station;
import io.stationsync.database.SchemaReader;
import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.ColumnTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the master table of a station's table, or makes it. */
public final class MasterTables {
    private static final Logger log = LoggerFactory.getLogger(MasterTables.class);
    private static final String PRIMARY = "PRIMARY";

    private final String schema;
    private final boolean autoCreate;
    private final String codeColumn;

    /** @param codeColumn the center's {@code sync.code-column}; a station with another one is refused */
    public MasterTables(String schema, boolean autoCreate, String codeColumn) {
        this.schema = schema;
        this.codeColumn = codeColumn;
        this.autoCreate = autoCreate;
    }

    /** What was found. */
    public sealed interface Found {
        record Ready(MasterTable table) implements Found {}

        /** @param statement that would make it */
        record Missing(String statement) implements Found {}

        /** @param problem what is wrong with it and the statement that mends it */
        record Unfit(String problem) implements Found {}
    }

    /** Makes the table if it is missing and may be made. */
    public Found find(Connection connection, Station station, TableSchema stationTable) throws SQLException {
        if (!station.heartbeat().codeColumn().equals(codeColumn)) {
            return new Found.Unfit("sync.code-column of station %s is '%s' (expected: '%s', as at the center)"
                    .formatted(station.code(), station.heartbeat().codeColumn(), codeColumn));
        }
        Optional<TableSchema> master = SchemaReader.read(connection, schema, stationTable.table());
        if (master.isEmpty()) {
            String statement =
                    MasterTableDdl.create(stationTable, station.heartbeat().codeColumn());
            if (!autoCreate) {
                return new Found.Missing(statement);
            }
            try (Statement create = connection.createStatement()) {
                create.execute(statement);
            }
            log.info("created the master table {} after the table of station {}", stationTable.table(), station.code());
            master = SchemaReader.read(connection, schema, stationTable.table());
        }
        return check(connection, station, stationTable, master.orElseThrow());
    }

    private Found check(Connection connection, Station station, TableSchema stationTable, TableSchema master)
            throws SQLException {
        Columns key = station.keyColumns(stationTable);
        Set<String> wanted = new HashSet<>(stationTable.columnNames());
        wanted.addAll(key.names());
        for (String column : wanted) {
            if (master.column(column).isEmpty()) {
                return new Found.Unfit(missingColumn(stationTable, master, column));
            }
            if (master.column(column).get().generated()) {
                return new Found.Unfit(
                        "column %s of the master table %s is generated, but stations send it. Make it an ordinary column, with the station's type"
                                .formatted(column, master.table()));
            }
        }
        Map<String, List<String>> unique = SchemaReader.uniqueKeys(connection, schema, master.table());
        Set<String> keySet = Set.copyOf(key.names());
        if (unique.values().stream().noneMatch(columns -> Set.copyOf(columns).equals(keySet))) {
            return new Found.Unfit(
                    "master table %s has no unique key over %s. Mend it with: ALTER TABLE %s ADD UNIQUE KEY (%s);"
                            .formatted(master.table(), key, Sql.name(master.table()), Sql.names(key.names())));
        }
        return new Found.Ready(table(master, key, wanted, unique, MasterForms.of(stationTable, master)));
    }

    private static MasterTable table(
            TableSchema master, Columns key, Set<String> wanted, Map<String, List<String>> unique, MasterForms forms) {
        List<String> primary = master.primaryKey();
        Optional<String> surrogate = primary.size() == 1 && !wanted.contains(primary.get(0))
                ? Optional.of(primary.get(0))
                : Optional.empty();
        Set<String> keySet = Set.copyOf(key.names());
        boolean further = unique.entrySet().stream()
                .anyMatch(index -> !Set.copyOf(index.getValue()).equals(keySet)
                        && !(index.getKey().equals(PRIMARY) && surrogate.isPresent()));
        List<Column> columns = master.columns().stream()
                .filter(column -> wanted.contains(column.name()) && !column.generated())
                .toList();
        return new MasterTable(master, key, columns, surrogate, further, ColumnTypes.of(master), forms);
    }

    private static String missingColumn(TableSchema stationTable, TableSchema master, String column) {
        String definition = stationTable
                .column(column)
                .map(MasterTableDdl::nullableDefinition)
                .orElse(MasterTableDdl.codeDefinition(column));
        return "master table %s has no column %s, which the station has. Mend it with: ALTER TABLE %s ADD COLUMN %s;"
                .formatted(master.table(), column, Sql.name(master.table()), definition);
    }
}
