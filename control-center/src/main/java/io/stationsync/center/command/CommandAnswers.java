package io.stationsync.center.command;

import io.stationsync.model.StationCode;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.CommandResult.State;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what stations answer to commands. An answer may come any number of times, and goes back from none that has ended.
 * Used by the receiver's thread.
 */
public final class CommandAnswers {
    private static final Logger log = LoggerFactory.getLogger(CommandAnswers.class);

    private static final String OPEN = """
            SELECT id, kind, table_name FROM stationsync.sync_command
             WHERE station = ? AND state IN ('given', 'sent', 'accepted')
            """;

    private static final String ANSWERED = """
            UPDATE stationsync.sync_command
               SET state = ?, message = ?, accepted_at = FROM_UNIXTIME(?), ended_at = FROM_UNIXTIME(?)
             WHERE id = ? AND state IN ('given', 'sent', 'accepted')
            """;

    private static final int LONGEST_MESSAGE = 1_000;
    private static final long LATEST_MS = Integer.MAX_VALUE * 1_000L;

    private final DataSource dataSource;

    public CommandAnswers(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What a command is about; a number alone may be that of another one if this database was restored from a backup. */
    private record Command(long id, String kind, String table) {
        static Command of(long id, String kind, String table) {
            return new Command(id, kind.toLowerCase(Locale.ROOT), table);
        }
    }

    /** The station's last answers. */
    public void take(StationCode station, List<CommandResult> results) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Set<Command> open = open(connection, station);
            for (CommandResult result : results) {
                if (open.contains(Command.of(result.id(), result.kind(), result.table()))) {
                    store(connection, station, result);
                }
            }
        }
    }

    private static Set<Command> open(Connection connection, StationCode station) throws SQLException {
        Set<Command> open = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setString(1, station.value());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    open.add(Command.of(row.getLong(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return open;
    }

    private static void store(Connection connection, StationCode station, CommandResult result) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANSWERED)) {
            statement.setString(1, result.state().code());
            statement.setString(2, cut(result.message()));
            statement.setBigDecimal(3, seconds(result.acceptedMs()));
            statement.setBigDecimal(4, seconds(result.endedMs()));
            statement.setLong(5, result.id());
            if (statement.executeUpdate() == 1 && result.state() == State.REFUSED) {
                log.warn(
                        "station {} refuses command {}, {} of {}: {}",
                        station,
                        result.id(),
                        result.kind(),
                        result.table(),
                        result.message());
            }
        }
    }

    private static String cut(String text) {
        int length = Math.min(LONGEST_MESSAGE, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** Null for what a clock that is far wrong says and no timestamp can hold. */
    private static @Nullable BigDecimal seconds(@Nullable Long milliseconds) {
        return milliseconds == null || milliseconds < 1_000 || milliseconds > LATEST_MS
                ? null
                : BigDecimal.valueOf(milliseconds, 3);
    }
}
