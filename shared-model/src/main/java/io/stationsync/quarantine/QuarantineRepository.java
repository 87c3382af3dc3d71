package io.stationsync.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Looks changes in quarantine up. Thread-safe. */
public final class QuarantineRepository {
    private static final String FROM_WHERE = """
              FROM stationsync.sync_quarantine
             WHERE (:station IS NULL OR station = :station)
               AND (:table IS NULL OR table_name = :table)
               AND (:state IS NULL OR state = :state)
               AND (:key IS NULL OR row_key COLLATE utf8mb4_bin = :key)
            """;

    private static final String COUNT = "SELECT COUNT(*)\n" + FROM_WHERE;

    private static final String LIST = "SELECT " + QuarantinedChange.COLUMNS + FROM_WHERE + """
             ORDER BY id DESC
             LIMIT :size OFFSET :offset
            """;

    private static final String CAUSES = """
            SELECT station, table_name, state, sql_state, error_code, MAX(message) AS message, COUNT(*) AS changes,
                   UNIX_TIMESTAMP(MIN(first_at)) AS first_at, UNIX_TIMESTAMP(MAX(last_at)) AS last_at
              FROM stationsync.sync_quarantine
             WHERE (:station IS NULL OR station = :station)
               AND (:table IS NULL OR table_name = :table)
             GROUP BY station, table_name, state, sql_state, error_code
             ORDER BY changes DESC, MIN(id)
            """;

    private static final String FIND = "SELECT " + QuarantinedChange.COLUMNS + """
              FROM stationsync.sync_quarantine
             WHERE id = :id
            """;

    private static final String SELECTED = """
               AND (:station IS NULL OR station = :station)
               AND (:table IS NULL OR table_name = :table)
               AND (:errorCode IS NULL OR error_code = :errorCode)
            """;

    /** Whatever was tried longest ago comes first, so that the next call goes on where this one ends. */
    private static final String REFUSED_ROWS = "SELECT " + QuarantinedChange.COLUMNS + """
              FROM stationsync.sync_quarantine
             WHERE id IN (SELECT MIN(id)
                            FROM stationsync.sync_quarantine
                           WHERE state = 'refused'
            """ + SELECTED + """
                           GROUP BY topic, table_name, key_hash)
             ORDER BY last_at, id
             LIMIT :most
            """;

    private static final String DISCARDABLE = "SELECT " + QuarantinedChange.COLUMNS + """
              FROM stationsync.sync_quarantine
             WHERE state IN ('refused', 'unreadable')
            """ + SELECTED + """
             ORDER BY id
             LIMIT :most
            """;

    private static final String REMAINING = """
            SELECT COUNT(*) FROM stationsync.sync_quarantine
             WHERE topic = :topic AND table_name = :table AND key_hash = :keyHash AND state <> 'unreadable'
            """;

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    QuarantineRepository(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
    }

    public long count(QuarantineFilter filter) {
        return filtered(COUNT, filter).query(Long.class).single();
    }

    /** Newest first. @param page from 0 */
    public List<QuarantinedChange> list(QuarantineFilter filter, int page, int size) {
        return changes(filtered(LIST, filter).param("size", size).param("offset", (long) page * size));
    }

    /** Largest first. */
    public List<QuarantineCause> causes(@Nullable String station, @Nullable String table) {
        return jdbc.sql(CAUSES)
                .param("station", station)
                .param("table", table)
                .query((row, number) -> QuarantineCause.read(row))
                .list();
    }

    public Optional<QuarantinedChange> find(long id) {
        return jdbc.sql(FIND)
                .param("id", id)
                .query((row, number) -> QuarantinedChange.read(row))
                .optional();
    }

    /** What the change says; of one that is gone, nothing. */
    public QuarantineContent content(QuarantinedChange change) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return QuarantineContent.of(change.isUnreadable(), StoredContent.read(connection, change.id()));
        }
    }

    /** Of each row with a refused change that is selected, the first of those. */
    public List<QuarantinedChange> refusedRows(QuarantineSelection selection, int most) {
        return changes(selected(REFUSED_ROWS, selection, most));
    }

    /** The selected changes that are refused or unreadable, oldest first. */
    public List<QuarantinedChange> discardable(QuarantineSelection selection, int most) {
        return changes(selected(DISCARDABLE, selection, most));
    }

    /** How many changes of the row are in quarantine. */
    public int remaining(QuarantinedRow row) {
        return jdbc.sql(REMAINING)
                .param("topic", row.topic())
                .param("table", row.table())
                .param("keyHash", HexFormat.of().parseHex(row.keyHash()))
                .query(Integer.class)
                .single();
    }

    private static List<QuarantinedChange> changes(StatementSpec statement) {
        return statement.query((row, number) -> QuarantinedChange.read(row)).list();
    }

    private StatementSpec filtered(String sql, QuarantineFilter filter) {
        return jdbc.sql(sql)
                .param("station", filter.station())
                .param("table", filter.table())
                .param("state", filter.state())
                .param("key", filter.key());
    }

    private StatementSpec selected(String sql, QuarantineSelection selection, int most) {
        return jdbc.sql(sql)
                .param("station", selection.station())
                .param("table", selection.table())
                .param("errorCode", selection.errorCode())
                .param("most", most);
    }
}
