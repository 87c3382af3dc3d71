package io.stationsync.center.command;

import io.stationsync.database.DatabaseAddress;
import io.stationsync.model.Row;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableId;
import io.stationsync.model.Value;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StationCommand.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code stationsync.sync_command}. A row of it is a command: it travels once its transaction is committed, from the
 * center's binlog, after the edits that were made before and before those that are made later.
 */
public final class CommandTable {
    public static final TableId ID = new TableId(DatabaseAddress.OWN_SCHEMA, "sync_command");

    private static final String INSERT = """
            INSERT INTO stationsync.sync_command (station, kind, table_name, arguments, reason, user_name)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final String FORGET_OWN_RESYNCS = """
            DELETE FROM stationsync.sync_command WHERE state = 'given' AND kind = 'resync' AND user_name IS NULL
            """;

    private static final String END_UNSENT = """
            UPDATE stationsync.sync_command
               SET state = 'refused', message = ?, ended_at = current_timestamp(3)
             WHERE state = 'given'
            """;

    private static final String REFUSE = """
            UPDATE stationsync.sync_command
               SET state = 'refused', message = ?, ended_at = current_timestamp(3)
             WHERE id = ? AND state = 'given'
            """;

    private static final String REFUSAL = """
            SELECT COALESCE(message, '') FROM stationsync.sync_command WHERE id = ? AND state = 'refused'
            """;

    private static final String OPEN_LOAD_OF_CENTER = """
            SELECT EXISTS (
                SELECT 1
                  FROM stationsync.sync_command
                 WHERE station = ?
                   AND table_name = ?
                   AND kind = 'resync'
                   AND state IN ('given', 'sent', 'accepted')
                   AND JSON_VALUE(arguments, '$.mode') = 'CENTER')
            """;

    private static final String LAST = "SELECT COALESCE(MAX(id), 0) FROM stationsync.sync_command";

    private static final String RESYNC_BY_OPERATOR = """
            SELECT EXISTS (
                SELECT 1
                  FROM stationsync.sync_command
                 WHERE id > ?
                   AND kind = 'resync'
                   AND user_name IS NOT NULL
                   AND arguments NOT LIKE '%"ranges"%')
            """;

    private CommandTable() {}

    /**
     * Gives a command of the center itself, within the caller's transaction.
     *
     * @param arguments a JSON object
     * @return its id
     */
    public static long give(
            Connection connection, StationCode station, Kind kind, String table, String arguments, String reason)
            throws SQLException {
        return insert(connection, station, kind, table, arguments, null, reason);
    }

    /** Whether the station has yet to end a load of the table in which the center's rows count. */
    public static boolean isLoadOfCenterOpen(Connection connection, StationCode station, String table)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN_LOAD_OF_CENTER)) {
            statement.setString(1, station.value());
            statement.setString(2, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The number of the last command; 0 if there is none. */
    public static long last(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Whether an operator has, after that command, wanted all rows of a table from any station. */
    public static boolean isResyncAskedFor(Connection connection, long after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESYNC_BY_OPERATOR)) {
            statement.setLong(1, after);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Why a command is refused, by its station or because it was never sent; empty if it is not, or not yet. */
    public static Optional<String> refusal(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFUSAL)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /**
     * Ends commands that are not sent, and never will be: the capture goes on behind them. The center's own resyncs are
     * forgotten, because all stations are about to load everything.
     *
     * @param why the capture goes on there
     */
    public static void passOver(Connection connection, String why) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(FORGET_OWN_RESYNCS);
        }
        try (PreparedStatement statement = connection.prepareStatement(END_UNSENT)) {
            statement.setString(
                    1, "not sent as far as is known (%s); if it is still wanted, give it again".formatted(why));
            statement.executeUpdate();
        }
    }

    /** Ends a command that can't be sent as its row says it. */
    public static void refuse(Connection connection, long id, String why) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFUSE)) {
            statement.setString(1, why);
            statement.setLong(2, id);
            statement.executeUpdate();
        }
    }

    /** Gives a command that an operator wants, likewise. @return its id */
    static long give(
            Connection connection,
            StationCode station,
            Kind kind,
            String table,
            String arguments,
            String user,
            String reason)
            throws SQLException {
        return insert(connection, station, kind, table, arguments, user, "%s: %s".formatted(user, reason));
    }

    private static long insert(
            Connection connection,
            StationCode station,
            Kind kind,
            String table,
            String arguments,
            @Nullable String user,
            String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, station.value());
            statement.setString(2, kind.code());
            statement.setString(3, table);
            statement.setString(4, arguments);
            statement.setString(5, reason);
            statement.setString(6, user);
            statement.executeUpdate();
            try (ResultSet key = statement.getGeneratedKeys()) {
                if (!key.next()) {
                    throw new SQLException("sync_command gave no number for a command");
                }
                return key.getLong(1);
            }
        }
    }

    /** The number of the command that a row is. */
    public static long id(Row row) {
        return row.get("id") instanceof Value.Int number ? number.value() : 0;
    }

    /** The station that a row is for. @throws IllegalArgumentException if it can be none */
    public static StationCode station(Row row) {
        return new StationCode(row.get("station").display());
    }

    /** What a row says. @throws IllegalArgumentException if it is no command of this version */
    public static StationCommand command(Row row) {
        return new StationCommand(
                id(row),
                Kind.of(row.get("kind").display()),
                row.get("table_name").display(),
                row.get("arguments").display(),
                row.get("reason").display());
    }
}
