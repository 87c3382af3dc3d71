package io.stationsync.quarantine;

import io.stationsync.model.StationCode;
import io.stationsync.quarantine.SetAside.State;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as it is in {@code stationsync.sync_quarantine}, without what it says.
 *
 * @param offset of its record in the topic as it was then, for people: a topic that was made anew has small ones again; null for
 *     one that was not sent
 * @param key of the row, as in {@code id=7,code=ST001}; empty if it can't be read
 * @param row that it changes; of no use if it can't be read
 * @param op c, u, d, r or x; ? if it can't be read
 * @param message null while it waits
 * @param lastAt of the last attempt
 */
public record QuarantinedChange(
        long id,
        String station,
        String table,
        QuarantinedRow row,
        @Nullable Long offset,
        String key,
        String op,
        State state,
        @Nullable String sqlState,
        @Nullable Integer errorCode,
        @Nullable String message,
        Instant firstAt,
        Instant lastAt,
        int attempts) {
    /** The select list that {@link #read} understands; moments as numbers, which no time zone can shift. */
    static final String COLUMNS = """
            id, station, table_name, topic, record_offset, row_key, HEX(key_hash) AS key_hash, op, state, sql_state,
            error_code, message, UNIX_TIMESTAMP(first_at) AS first_at, UNIX_TIMESTAMP(last_at) AS last_at, attempts
            """;

    static QuarantinedChange read(ResultSet row) throws SQLException {
        return new QuarantinedChange(
                row.getLong("id"),
                row.getString("station"),
                row.getString("table_name"),
                new QuarantinedRow(row.getString("topic"), row.getString("table_name"), row.getString("key_hash")),
                row.getObject("record_offset", Long.class),
                row.getString("row_key"),
                row.getString("op"),
                State.of(row.getString("state")),
                row.getString("sql_state"),
                row.getObject("error_code", Integer.class),
                row.getString("message"),
                moment(row, "first_at"),
                moment(row, "last_at"),
                row.getInt("attempts"));
    }

    static Instant moment(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getBigDecimal(column).movePointRight(3).longValue());
    }

    public boolean isUnreadable() {
        return state == State.UNREADABLE;
    }

    /** Whether it was set aside by the sender, and not after it was received. */
    public boolean isUnsent() {
        return offset == null;
    }

    /** The station's table, for one that was received from it. */
    public UpTopic upTopic() {
        return new UpTopic(new StationCode(station), table);
    }
}
