package io.stationsync.center.table;

import io.stationsync.center.fleet.Station;
import io.stationsync.database.SchemaReader;
import io.stationsync.database.Sql;
import io.stationsync.database.SqlFailures;
import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.ColumnTypes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the master table of a station's table, or makes it. */
public final class MasterTables {
    private static final Logger log = LoggerFactory.getLogger(MasterTables.class);
    private static final String PRIMARY = "PRIMARY";
    private static final String NAME_CASE = "SELECT @@GLOBAL.lower_case_table_names";

    private final String schema;
    private final boolean autoCreate;
    private final String codeColumn;
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();

    /** @param codeColumn the center's {@code sync.code-column}; a station with another one is refused */
    public MasterTables(String schema, boolean autoCreate, String codeColumn) {
        this.schema = schema;
        this.codeColumn = codeColumn;
        this.autoCreate = autoCreate;
    }

    /** What was found. */
    public sealed interface Found {
        /** The statement after which every value of the station fits, if there is one that loses nothing. */
        Optional<String> widening();

        /** Rows can be written; the database refuses those that do not fit before it is widened. */
        record Ready(MasterTable table, Optional<String> widening) implements Found {}

        /** @param statement that would make it */
        record Missing(String statement) implements Found {
            @Override
            public Optional<String> widening() {
                return Optional.empty();
            }
        }

        /**
         * Nothing can be written as the table is.
         *
         * @param problem what is wrong with it and the statement that mends it
         */
        record Unfit(String problem, Optional<String> widening) implements Found {
            Unfit(String problem) {
                this(problem, Optional.empty());
            }
        }
    }

    /** Somebody has changed the master table: what was found before may no longer be so. */
    public void changed(String table) {
        versions.merge(table, 1, Integer::sum);
    }

    /** Another number after each change. */
    public int version(String table) {
        return versions.getOrDefault(table, 0);
    }

    /** Makes the table if it is missing and may be made; changes none. */
    public Found find(Connection connection, Station station, TableSchema stationTable) throws SQLException {
        return find(connection, station, stationTable, Set.of());
    }

    /**
     * As {@link #find(Connection, Station, TableSchema)}, and widens the table for what the station's has gained. Ends the
     * connection's transaction. The caller does so for each table one at a time: between a look and a change nobody else of
     * us widens it.
     *
     * @param left columns that the station's table has had, or another station's table has
     */
    public Found follow(Connection connection, Station station, TableSchema stationTable, Set<String> left)
            throws SQLException {
        Found found = find(connection, station, stationTable, left);
        Optional<String> widening = found.widening();
        if (widening.isEmpty()) {
            return found;
        }
        try (Statement alter = connection.createStatement()) {
            alter.execute(widening.get());
        } catch (SQLException e) {
            if (SqlFailures.isPassing(e)) {
                throw e;
            }
            String why = SqlFailures.describe(e);
            if (found instanceof Found.Unfit unfit) {
                return new Found.Unfit("%s The database refuses it to us: %s".formatted(unfit.problem(), why));
            }
            log.warn(
                    "the master table {} can't be widened with: {} because: {}",
                    stationTable.table(),
                    widening.get(),
                    why);
            return found;
        }
        changed(stationTable.table());
        log.info("station {}: the master table follows its table with: {}", station.code(), widening.get());
        return find(connection, station, stationTable, left);
    }

    /**
     * As {@link #find(Connection, Station, TableSchema)}.
     *
     * @param left as in {@link #follow}
     */
    public Found find(Connection connection, Station station, TableSchema stationTable, Set<String> left)
            throws SQLException {
        if (!station.heartbeat().codeColumn().equals(codeColumn)) {
            return new Found.Unfit("sync.code-column of station %s is '%s' (expected: '%s', as at the center)"
                    .formatted(station.code(), station.heartbeat().codeColumn(), codeColumn));
        }
        if (isRespelled(connection, stationTable.table())) {
            return new Found.Unfit(
                    "the table of station %s is %s, but the center's server keeps names in lower case (lower_case_table_names, expected: 0), so edits of its master table could not be told by the binlog to be of %2$s. Give the table a name in lower case at all stations, or the center a server that keeps names as they are"
                            .formatted(station.code(), stationTable.table()));
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
        return check(connection, station, stationTable, master.orElseThrow(), left);
    }

    /** Whether the database has the table under another spelling, which is the one that its row events have. */
    private static boolean isRespelled(Connection connection, String table) throws SQLException {
        if (table.equals(table.toLowerCase(Locale.ROOT))) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(NAME_CASE)) {
            rows.next();
            return rows.getInt(1) != 0;
        }
    }

    private Found check(
            Connection connection, Station station, TableSchema stationTable, TableSchema master, Set<String> left)
            throws SQLException {
        Columns key = station.keyColumns(stationTable);
        Set<String> wanted = new HashSet<>(stationTable.columnNames());
        wanted.addAll(key.names());
        for (String column : wanted) {
            Optional<Column> found = master.column(column);
            if (found.isEmpty() && stationTable.column(column).isEmpty()) {
                return new Found.Unfit(missingCode(master, column));
            }
            if (found.isPresent() && found.get().generated()) {
                return new Found.Unfit(
                        "column %s of the master table %s is generated, but stations send it. Make it an ordinary column, with the station's type"
                                .formatted(column, master.table()));
            }
        }
        Map<String, List<String>> unique = SchemaReader.uniqueKeys(connection, schema, master.table());
        Set<String> keySet = Set.copyOf(key.names());
        MasterChanges changes =
                MasterChanges.of(master, MasterColumns.read(connection, master.table()), stationTable, key, left);
        if (unique.values().stream().noneMatch(columns -> Set.copyOf(columns).equals(keySet))) {
            changes.lackKey(key);
        }
        return changes.mustStop()
                ? new Found.Unfit(changes.problem(), changes.statement())
                : new Found.Ready(
                        table(master, key, wanted, unique, MasterForms.of(stationTable, master)), changes.statement());
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

    private static String missingCode(TableSchema master, String column) {
        return "master table %s has no column %s, which says whose a row is. Mend it with: ALTER TABLE %s ADD COLUMN %s;"
                .formatted(master.table(), column, Sql.name(master.table()), MasterTableDdl.codeDefinition(column));
    }
}
