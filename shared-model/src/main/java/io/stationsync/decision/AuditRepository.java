package io.stationsync.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks up what operators did. Thread-safe. */
public final class AuditRepository {
    private static final String COUNT = "SELECT COUNT(*) FROM stationsync.sync_audit";

    private static final String LIST = """
            SELECT id, UNIX_TIMESTAMP(at) AS at, user_name, action, subject, station, table_name, row_key, reason, detail
              FROM stationsync.sync_audit
             ORDER BY id DESC
             LIMIT :size OFFSET :offset
            """;

    private final JdbcClient jdbc;

    AuditRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long count() {
        return jdbc.sql(COUNT).query(Long.class).single();
    }

    /** Newest first. @param page from 0 */
    public List<AuditEntry> list(int page, int size) {
        return jdbc.sql(LIST)
                .param("size", size)
                .param("offset", (long) page * size)
                .query((row, number) -> read(row))
                .list();
    }

    private static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                Instant.ofEpochMilli(row.getBigDecimal("at").movePointRight(3).longValue()),
                new AuditedAction(
                        row.getString("user_name"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("station"),
                        row.getString("table_name"),
                        row.getString("row_key"),
                        row.getString("reason"),
                        row.getString("detail")));
    }
}
