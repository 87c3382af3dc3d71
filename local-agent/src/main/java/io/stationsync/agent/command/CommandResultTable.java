package io.stationsync.agent.command;

import io.stationsync.wire.CommandResult;
import io.stationsync.wire.CommandResult.State;
import io.stationsync.wire.StationCommand.Heading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code stationsync.sync_command_result}: what became of the center's commands. */
public final class CommandResultTable {
    private static final int LONGEST_KIND = 100;
    private static final int LONGEST_TABLE = 64;
    private static final int LONGEST_MESSAGE = 1_000;

    /** A center that was restored from a backup may give a number twice: the later command counts. */
    private static final String STORE = """
            INSERT INTO stationsync.sync_command_result (command_id, kind, table_name, state, message, request, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, IF(? = 'accepted', NULL, current_timestamp(3)))
            ON DUPLICATE KEY UPDATE kind = VALUES(kind), table_name = VALUES(table_name), state = VALUES(state),
                                    message = VALUES(message), request = VALUES(request),
                                    accepted_at = current_timestamp(3), ended_at = VALUES(ended_at)
            """;

    private static final String LAST = """
            (SELECT command_id, kind, table_name, state, message, request, UNIX_TIMESTAMP(accepted_at) AS accepted,
                    UNIX_TIMESTAMP(ended_at) AS ended
               FROM stationsync.sync_command_result ORDER BY command_id DESC LIMIT ?)
            UNION
            (SELECT command_id, kind, table_name, state, message, request, UNIX_TIMESTAMP(accepted_at),
                    UNIX_TIMESTAMP(ended_at)
               FROM stationsync.sync_command_result WHERE state = 'accepted')
            ORDER BY command_id
            """;

    private static final String END = """
            UPDATE stationsync.sync_command_result
               SET state = ?, message = ?, ended_at = current_timestamp(3)
             WHERE command_id = ? AND state = 'accepted'
            """;

    private CommandResultTable() {}

    /** @param request of {@code sync_resync} that it waits for; null for none */
    record Stored(CommandResult result, @Nullable Long request) {}

    static void store(Connection connection, Heading heading, Outcome outcome) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            statement.setLong(1, heading.id());
            statement.setString(2, cut(heading.kind(), LONGEST_KIND));
            statement.setString(3, cut(heading.table(), LONGEST_TABLE));
            statement.setString(4, outcome.state().code());
            statement.setString(5, cut(outcome.message(), LONGEST_MESSAGE));
            statement.setObject(6, outcome.request(), Types.BIGINT);
            statement.setString(7, outcome.state().code());
            statement.executeUpdate();
        }
    }

    /** An accepted command has ended; nothing happens if it had already. */
    public static void end(Connection connection, long command, State state, String message) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, state.code());
            statement.setString(2, cut(message, LONGEST_MESSAGE));
            statement.setLong(3, command);
            statement.executeUpdate();
        }
    }

    static void endAll(Connection connection, Collection<CommandResult> ended) throws SQLException {
        for (CommandResult result : ended) {
            end(connection, result.id(), result.state(), result.message());
        }
    }

    /** The last ones, and all that have not ended, by their ids. */
    static List<Stored> last(Connection connection, int number) throws SQLException {
        List<Stored> last = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    last.add(new Stored(result(row), row.getObject("request", Long.class)));
                }
            }
        }
        return last;
    }

    private static CommandResult result(ResultSet row) throws SQLException {
        Long accepted = milliseconds(row, "accepted");
        return new CommandResult(
                row.getLong("command_id"),
                row.getString("kind"),
                row.getString("table_name"),
                State.of(row.getString("state")),
                row.getString("message"),
                accepted == null ? 0 : accepted,
                milliseconds(row, "ended"));
    }

    private static @Nullable Long milliseconds(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column) == null
                ? null
                : Long.valueOf(row.getBigDecimal(column).movePointRight(3).longValue());
    }

    static String cut(String text, int longest) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(longest, text.codePointCount(0, text.length()))));
    }
}
