package io.stationsync.center.command;

import io.stationsync.database.Rollback;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.model.StationCode;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StationCommand.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Pauses and resumes stations for operators. Up, the center's receiver follows the table; down, the station is told, also what
 * it should know already: it may have been set back. Thread-safe.
 */
public final class Pauses {
    private final DataSource dataSource;

    Pauses(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What is paused, by station, table and direction. */
    public List<Pause> all() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return PauseTable.all(connection);
        }
    }

    /**
     * Pauses a table.
     *
     * @param table or {@link StationCommand#ALL_TABLES}
     * @return what that means, by direction
     */
    public Map<String, String> pause(
            StationCode station, String table, Set<Direction> directions, String user, String reason)
            throws SQLException {
        return inTransaction(Kind.PAUSE, station, table, directions, user, reason);
    }

    /** As {@link #pause}. */
    public Map<String, String> resume(
            StationCode station, String table, Set<Direction> directions, String user, String reason)
            throws SQLException {
        return inTransaction(Kind.RESUME, station, table, directions, user, reason);
    }

    private Map<String, String> inTransaction(
            Kind kind, StationCode station, String table, Set<Direction> directions, String user, String reason)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Map<String, String> answers = new TreeMap<>();
                for (Direction direction : directions) {
                    Optional<Pause> known = PauseTable.lock(connection, station, table, direction);
                    Long command = direction == Direction.UP
                            ? null
                            : Long.valueOf(CommandTable.give(connection, station, kind, table, "{}", user, reason));
                    boolean pauses = kind == Kind.PAUSE;
                    change(connection, pauses, station, table, direction, user, reason, command);
                    answers.put(direction.code(), pauses ? paused(known, command) : resumed(known, command));
                }
                audit(connection, kind, station, table, directions, user, reason);
                connection.commit();
                return answers;
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    private static void change(
            Connection connection,
            boolean pauses,
            StationCode station,
            String table,
            Direction direction,
            String user,
            String reason,
            @Nullable Long command)
            throws SQLException {
        if (pauses) {
            PauseTable.store(connection, station, table, direction, user, reason, command);
        } else {
            PauseTable.remove(connection, station, table, direction);
        }
    }

    private static String paused(Optional<Pause> known, @Nullable Long command) {
        String told = command == null ? "" : "; command %d tells the station".formatted(command);
        return known.map(pause -> "was paused already, " + pause.text()).orElse("paused") + told;
    }

    private static String resumed(Optional<Pause> known, @Nullable Long command) {
        String told = command == null ? "" : "; command %d tells the station".formatted(command);
        return known.map(pause -> "resumed; was paused " + pause.text()).orElse("was not paused") + told;
    }

    private static void audit(
            Connection connection,
            Kind kind,
            StationCode station,
            String table,
            Set<Direction> directions,
            String user,
            String reason)
            throws SQLException {
        boolean all = table.equals(StationCommand.ALL_TABLES);
        AuditTable.write(
                connection,
                new AuditedAction(
                        user,
                        kind.code(),
                        all ? "station " + station : "table %s of station %s".formatted(table, station),
                        station.value(),
                        all ? null : table,
                        null,
                        reason,
                        "{\"directions\":[%s]}"
                                .formatted(String.join(
                                        ",",
                                        directions.stream()
                                                .sorted()
                                                .map(direction -> "\"%s\"".formatted(direction.code()))
                                                .toList()))));
    }
}
