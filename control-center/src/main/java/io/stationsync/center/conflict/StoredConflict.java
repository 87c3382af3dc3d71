package io.stationsync.center.conflict;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conflict as it is in {@code stationsync.sync_conflict}, without the rows.
 *
 * @param key of the row, as in {@code id=7,code=ST001}
 * @param columns in which both sides disagree
 * @param policy under which it was decided
 * @param resolution what the operator chose; null until then, as are {@code resolvedBy}, {@code resolvedAt} and
 *     {@code reason}
 */
public record StoredConflict(
        long id,
        String station,
        String table,
        String key,
        List<String> columns,
        String policy,
        Outcome outcome,
        String overruled,
        ConflictState state,
        Instant decidedAt,
        @Nullable String resolution,
        @Nullable String resolvedBy,
        @Nullable Instant resolvedAt,
        @Nullable String reason) {
    /** The select list that {@link #read} understands; moments as numbers, which no time zone can shift. */
    static final String COLUMNS = """
            id, station, table_name, row_key, columns, policy, outcome, overruled, state,
            UNIX_TIMESTAMP(decided_at) AS decided_at, resolution, resolved_by,
            UNIX_TIMESTAMP(resolved_at) AS resolved_at, reason
            """;

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    public StoredConflict {
        columns = List.copyOf(columns);
    }

    static StoredConflict read(ResultSet row) throws SQLException {
        BigDecimal resolvedAt = row.getBigDecimal("resolved_at");
        return new StoredConflict(
                row.getLong("id"),
                row.getString("station"),
                row.getString("table_name"),
                row.getString("row_key"),
                JsonMapper.shared().readValue(row.getString("columns"), NAMES),
                row.getString("policy"),
                Outcome.of(row.getString("outcome")),
                row.getString("overruled"),
                ConflictState.of(row.getString("state")),
                moment(row.getBigDecimal("decided_at")),
                row.getString("resolution"),
                row.getString("resolved_by"),
                resolvedAt == null ? null : moment(resolvedAt),
                row.getString("reason"));
    }

    private static Instant moment(BigDecimal seconds) {
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }
}
