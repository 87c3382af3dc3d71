package io.stationsync.center.send;

import io.stationsync.capture.TableStatement;
import io.stationsync.capture.TableStatement.Kind;
import io.stationsync.capture.TransactionPart;
import io.stationsync.center.command.CommandTable;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.database.Rollback;
import io.stationsync.database.Sql;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineStatus;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.OwedLoads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits of which the binlog does not tell the rows: made in statement format, or with some of their columns only. The master has
 * what they made of its rows, so the stations load such a table and the center's rows count.
 *
 * <p>The loads that are owed are stored with the position, and each is commanded behind the edit that it is owed for: its rows
 * are read when the master has the edit, whenever anybody dies. At most one is open for a station and table, so that a
 * session that goes on editing does not make the load begin anew each time. Confined to the sender's thread.
 */
final class HiddenEdits {
    private static final Logger log = LoggerFactory.getLogger(HiddenEdits.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final String ALL = "*";

    /** Otherwise the binlog would not tell what this connection writes either, nor what comes of the loads. */
    private static final String TELLS_ROWS = """
            SELECT @@GLOBAL.binlog_format = 'ROW' AND @@SESSION.binlog_format = 'ROW'
               AND @@GLOBAL.binlog_row_image = 'FULL' AND @@SESSION.binlog_row_image = 'FULL'
            """;

    private static final String TABLE_TYPES = """
            SELECT DISTINCT table_type FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (%s)
            """;

    private final DataSource dataSource;
    private final EngineStatus status;
    private final SyncMeters meters;

    /** Why, by station and table. */
    private final Map<String, Map<String, String>> owed = new TreeMap<>();

    private Deadline nextLook = Deadline.now();

    HiddenEdits(DataSource dataSource, EngineStatus status, SyncMeters meters) {
        this.dataSource = dataSource;
        this.status = status;
        this.meters = meters;
    }

    /** The sender begins a session. @param stored with the position; null for none */
    void restore(byte @Nullable [] stored) {
        owed.clear();
        if (stored != null) {
            StatusRecords.read(stored, OwedLoads.class)
                    .reasons()
                    .forEach((station, reasons) -> owed.put(station, new TreeMap<>(reasons)));
        }
    }

    /** What is to be stored with the position. */
    byte[] record() {
        return StatusRecords.write(new OwedLoads(owed));
    }

    /** The sender comes to a transaction that is not our own. */
    void meet(TransactionPart part, Fleet fleet) throws SQLException {
        Set<String> partial = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        for (TableStatement statement : part.statements()) {
            if (statement.kind() == Kind.STATEMENT_FORMAT) {
                words.add(statement.table().table());
            } else if (statement.kind() == Kind.PARTIAL_IMAGE) {
                if (statement.table().schema().equals(DatabaseAddress.OWN_SCHEMA)) {
                    log.error(
                            "transaction {}: what the center wrote to {} came without some of its columns. SET GLOBAL binlog_row_image=FULL, restart the center, and give commands that stay 'given' again",
                            part.gtid(),
                            statement.table());
                } else {
                    partial.add(statement.table().table());
                }
            }
        }
        if (!partial.isEmpty()) {
            owe(announced(fleet, partial), partial, "binlog_row_image is not FULL", part);
        }
        if (!words.isEmpty()) {
            owe(inStatementFormat(fleet, words), words, "binlog_format is not ROW", part);
        }
    }

    private record Place(StationCode station, String table) {}

    private static List<Place> announced(Fleet fleet, Set<String> tables) {
        List<Place> places = new ArrayList<>();
        for (Station station : fleet.stations()) {
            for (TableSchema table : station.heartbeat().tables()) {
                if (tables.contains(table.table()) || tables.contains(ALL)) {
                    places.add(new Place(station.code(), table.table()));
                }
            }
        }
        return places;
    }

    /**
     * Nobody takes the statement to pieces.
     *
     * @param words of the statement that may be names, keywords among them
     */
    private List<Place> inStatementFormat(Fleet fleet, Set<String> words) throws SQLException {
        List<Place> named = announced(fleet, words);
        Set<String> types = tableTypes(words);
        // Through a view, or what else stands behind a name that is no table's, any table may have been edited.
        boolean anyTable = types.contains("VIEW") || named.isEmpty() && !types.contains("BASE TABLE");
        return anyTable ? announced(fleet, Set.of(ALL)) : named;
    }

    private Set<String> tableTypes(Set<String> names) throws SQLException {
        Set<String> types = new TreeSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(TABLE_TYPES.formatted(Sql.placeholders(names.size())))) {
            int index = 1;
            for (String name : names) {
                statement.setString(index++, name);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    types.add(row.getString(1));
                }
            }
        }
        return types;
    }

    private void owe(List<Place> places, Set<String> names, String cause, TransactionPart part) {
        if (places.isEmpty()) {
            log.info("transaction {}: {}, and no station has a table of {}", part.gtid(), cause, names);
            return;
        }
        String reason =
                "edits of transaction %s at the center are not in its binlog (%s)".formatted(part.gtid(), cause);
        List<Place> fresh = places.stream()
                .filter(place -> owed.computeIfAbsent(place.station().value(), station -> new TreeMap<>())
                                .putIfAbsent(place.table(), reason)
                        == null)
                .toList();
        if (fresh.isEmpty()) {
            log.debug("transaction {}: {}; the loads of {} are owed already", part.gtid(), cause, places);
            return;
        }
        nextLook = Deadline.now();
        Set<String> tables = fresh.stream().map(Place::table).collect(Collectors.toCollection(TreeSet::new));
        for (String table : tables) {
            status.detail("hidden." + table, "%s in transaction %s".formatted(cause, part.gtid()));
            Resyncs.count(meters, table);
        }
        log.error(
                "transaction {}: the binlog does not tell which rows of {} it edited ({}). The stations send all rows of these tables, and are told those that differ. Nothing has to be done now; see /api/conflicts afterwards. So that it does not happen again: SET GLOBAL binlog_format=ROW, SET GLOBAL binlog_row_image=FULL, and find the session that sets its own",
                part.gtid(),
                tables,
                cause);
    }

    /** Commands the loads that are owed, but for those of which one is still open. */
    void give() throws SQLException {
        if (owed.isEmpty() || !nextLook.hasPassed()) {
            return;
        }
        nextLook = Deadline.in(BETWEEN_LOOKS);
        try (Connection connection = dataSource.getConnection()) {
            boolean tellsRows = tellsRows(connection);
            status.detail(
                    "hidden",
                    tellsRows
                            ? "loads are commanded"
                            : "loads wait for binlog_format=ROW and binlog_row_image=FULL: SET GLOBAL both and restart the center, whose own sessions have others");
            if (tellsRows) {
                give(connection);
            }
        }
    }

    private static boolean tellsRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TELLS_ROWS)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void give(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            List<Place> given = new ArrayList<>();
            for (Map.Entry<String, Map<String, String>> station : owed.entrySet()) {
                StationCode code = new StationCode(station.getKey());
                for (Map.Entry<String, String> table : station.getValue().entrySet()) {
                    if (!CommandTable.isLoadOfCenterOpen(connection, code, table.getKey())) {
                        Resyncs.give(connection, code, table.getKey(), LoadMode.CENTER, table.getValue());
                        given.add(new Place(code, table.getKey()));
                    }
                }
            }
            connection.commit();
            given.forEach(this::settled);
        } catch (SQLException | RuntimeException e) {
            Rollback.after(e, connection);
            throw e;
        }
    }

    private void settled(Place place) {
        owed.computeIfPresent(place.station().value(), (station, tables) -> {
            tables.remove(place.table());
            return tables.isEmpty() ? null : tables;
        });
    }
}
