package io.stationsync.center.command;

import io.stationsync.model.StationCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code stationsync.sync_pause}: what operators have paused. */
final class PauseTable {
    private static final String ALL = """
            SELECT p.station, p.table_name, p.direction, p.user_name, p.reason, UNIX_TIMESTAMP(p.since) AS since,
                   COALESCE(c.state, 'done') AS command_state
              FROM stationsync.sync_pause p
              LEFT JOIN stationsync.sync_command c ON c.id = p.command_id
             ORDER BY p.station, p.table_name, p.direction
            """;

    private static final String LOCK = """
            SELECT user_name, reason, UNIX_TIMESTAMP(since) AS since
              FROM stationsync.sync_pause
             WHERE station = ? AND table_name = ? AND direction = ?
               FOR UPDATE
            """;

    /** One that is there keeps its user, reason and time. */
    private static final String STORE = """
            INSERT INTO stationsync.sync_pause (station, table_name, direction, user_name, reason, command_id)
            VALUES (?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE command_id = VALUES(command_id)
            """;

    private static final String REMOVE =
            "DELETE FROM stationsync.sync_pause WHERE station = ? AND table_name = ? AND direction = ?";

    private PauseTable() {}

    static List<Pause> all(Connection connection) throws SQLException {
        List<Pause> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                all.add(new Pause(
                        row.getString("station"),
                        row.getString("table_name"),
                        Direction.of(row.getString("direction")),
                        row.getString("user_name"),
                        row.getString("reason"),
                        since(row),
                        row.getString("command_state")));
            }
        }
        return all;
    }

    private static Instant since(ResultSet row) throws SQLException {
        return Instant.ofEpochMilli(row.getBigDecimal("since").movePointRight(3).longValue());
    }

    /** What is paused there, which nobody else changes until the transaction ends. */
    static Optional<Pause> lock(Connection connection, StationCode station, String table, Direction direction)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            bind(statement, station, table, direction);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Pause(
                                station.value(),
                                table,
                                direction,
                                row.getString("user_name"),
                                row.getString("reason"),
                                since(row),
                                "-"))
                        : Optional.empty();
            }
        }
    }

    static void store(
            Connection connection,
            StationCode station,
            String table,
            Direction direction,
            String user,
            String reason,
            @Nullable Long command)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            bind(statement, station, table, direction);
            statement.setString(4, user);
            statement.setString(5, reason);
            statement.setObject(6, command);
            statement.executeUpdate();
        }
    }

    static void remove(Connection connection, StationCode station, String table, Direction direction)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            bind(statement, station, table, direction);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, StationCode station, String table, Direction direction)
            throws SQLException {
        statement.setString(1, station.value());
        statement.setString(2, table);
        statement.setString(3, direction.code());
    }
}
