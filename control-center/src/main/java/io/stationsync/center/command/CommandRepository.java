package io.stationsync.center.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks up commands and what became of them. Thread-safe. */
public final class CommandRepository {
    private static final String COUNT = "SELECT COUNT(*) FROM stationsync.sync_command WHERE station = :station";

    private static final String LIST = """
            SELECT id, kind, table_name, arguments, user_name, reason, state, message, UNIX_TIMESTAMP(given_at) AS given_at,
                   UNIX_TIMESTAMP(sent_at) AS sent_at, UNIX_TIMESTAMP(accepted_at) AS accepted_at,
                   UNIX_TIMESTAMP(ended_at) AS ended_at
              FROM stationsync.sync_command
             WHERE station = :station
             ORDER BY id DESC
             LIMIT :size OFFSET :offset
            """;

    private final JdbcClient jdbc;

    CommandRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A command.
     *
     * @param table or {@code *} for all
     * @param arguments a JSON object
     * @param user null if the center gave it by itself
     * @param state given, sent, accepted, done or refused
     * @param message of the station; null before it has answered
     * @param acceptedAt by the station's clock, as is {@code endedAt}; null before
     */
    public record Command(
            long id,
            String kind,
            String table,
            String arguments,
            @Nullable String user,
            String reason,
            String state,
            @Nullable String message,
            Instant givenAt,
            @Nullable Instant sentAt,
            @Nullable Instant acceptedAt,
            @Nullable Instant endedAt) {}

    public long count(String station) {
        return jdbc.sql(COUNT).param("station", station).query(Long.class).single();
    }

    /** Newest first. @param page from 0 */
    public List<Command> list(String station, int page, int size) {
        return jdbc.sql(LIST)
                .param("station", station)
                .param("size", size)
                .param("offset", (long) page * size)
                .query((row, number) -> read(row))
                .list();
    }

    private static Command read(ResultSet row) throws SQLException {
        Instant given = instant(row, "given_at");
        return new Command(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("table_name"),
                row.getString("arguments"),
                row.getString("user_name"),
                row.getString("reason"),
                row.getString("state"),
                row.getString("message"),
                given == null ? Instant.EPOCH : given,
                instant(row, "sent_at"),
                instant(row, "accepted_at"),
                instant(row, "ended_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column) == null
                ? null
                : Instant.ofEpochMilli(
                        row.getBigDecimal(column).movePointRight(3).longValue());
    }
}
