package io.stationsync.center.conflict;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Looks conflicts up. Thread-safe. */
public final class ConflictRepository {
    private static final String FROM_WHERE = """
              FROM stationsync.sync_conflict
             WHERE (:station IS NULL OR station = :station)
               AND (:table IS NULL OR table_name = :table)
               AND (:state IS NULL OR state = :state)
               AND (:policy IS NULL OR policy = :policy)
               AND (:outcome IS NULL OR outcome = :outcome)
               AND (:key IS NULL OR row_key COLLATE utf8mb4_bin = :key)
               AND (:from IS NULL OR decided_at >= FROM_UNIXTIME(:from))
               AND (:to IS NULL OR decided_at < FROM_UNIXTIME(:to))
            """;

    private static final String COUNT = "SELECT COUNT(*)\n" + FROM_WHERE;

    private static final String LIST = "SELECT " + StoredConflict.COLUMNS + FROM_WHERE + """
             ORDER BY id DESC
             LIMIT :size OFFSET :offset
            """;

    private static final String FIND = "SELECT " + StoredConflict.COLUMNS + """
              FROM stationsync.sync_conflict
             WHERE id = :id
            """;

    private static final String IMAGES = """
            SELECT base, station_row, control_row
              FROM stationsync.sync_conflict
             WHERE id = :id
            """;

    private final JdbcClient jdbc;

    ConflictRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long count(ConflictFilter filter) {
        return filtered(COUNT, filter).query(Long.class).single();
    }

    /** Newest first. @param page from 0 */
    public List<StoredConflict> list(ConflictFilter filter, int page, int size) {
        return filtered(LIST, filter)
                .param("size", size)
                .param("offset", (long) page * size)
                .query((row, number) -> StoredConflict.read(row))
                .list();
    }

    public Optional<StoredConflict> find(long id) {
        return jdbc.sql(FIND)
                .param("id", id)
                .query((row, number) -> StoredConflict.read(row))
                .optional();
    }

    /** @return empty if there is no such conflict */
    public Optional<ConflictImages> images(long id) {
        return jdbc.sql(IMAGES)
                .param("id", id)
                .query((row, number) -> ConflictImages.read(row))
                .optional();
    }

    private StatementSpec filtered(String sql, ConflictFilter filter) {
        return jdbc.sql(sql)
                .param("station", filter.station())
                .param("table", filter.table())
                .param("state", filter.state())
                .param("policy", filter.policy())
                .param("outcome", filter.outcome())
                .param("key", filter.key())
                .param("from", seconds(filter.from()))
                .param("to", seconds(filter.to()));
    }

    private static @Nullable BigDecimal seconds(@Nullable Instant moment) {
        return moment == null ? null : BigDecimal.valueOf(moment.toEpochMilli(), 3);
    }
}
