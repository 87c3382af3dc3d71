package io.stationsync.quarantine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many changes of a station's table are in quarantine for the same reason; those that wait have none, and are counted
 * together.
 *
 * @param state the code of one
 * @param message of one of them
 */
public record QuarantineCause(
        String station,
        String table,
        String state,
        @Nullable String sqlState,
        @Nullable Integer errorCode,
        @Nullable String message,
        long changes,
        Instant firstAt,
        Instant lastAt) {

    static QuarantineCause read(ResultSet row) throws SQLException {
        return new QuarantineCause(
                row.getString("station"),
                row.getString("table_name"),
                row.getString("state"),
                row.getString("sql_state"),
                row.getObject("error_code", Integer.class),
                row.getString("message"),
                row.getLong("changes"),
                QuarantinedChange.moment(row, "first_at"),
                QuarantinedChange.moment(row, "last_at"));
    }
}
