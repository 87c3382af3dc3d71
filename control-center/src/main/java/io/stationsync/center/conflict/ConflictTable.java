package io.stationsync.center.conflict;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.Row;
import io.stationsync.model.StationCode;
import io.stationsync.wire.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code stationsync.sync_conflict}. Not thread-safe. */
public final class ConflictTable {
    private static final int LONGEST_KEY = 1_000;

    private static final String INSERT = """
            INSERT IGNORE INTO stationsync.sync_conflict
                   (station, table_name, row_key, columns, base, station_row, control_row, policy, outcome, overruled,
                    state, origin)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String LOCK = "SELECT " + StoredConflict.COLUMNS + """
             , base, station_row, control_row
              FROM stationsync.sync_conflict
             WHERE id = ?
               FOR UPDATE WAIT ?
            """;

    private static final String RESOLVE = """
            UPDATE stationsync.sync_conflict
               SET state = ?, resolution = ?, resolved_by = ?, resolved_at = current_timestamp(3), reason = ?
             WHERE id = ? AND state IN ('open', 'decided')
            """;

    private final EnvelopeWriter writer = new EnvelopeWriter();

    /** Stores conflicts in the transaction that decides them. @param policy of the table */
    public void store(
            Connection connection, StationCode station, String table, Conflict policy, List<EditConflict> conflicts)
            throws SQLException {
        if (conflicts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (EditConflict conflict : conflicts) {
                bind(statement, station, table, policy, conflict, null);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Stores a conflict that the binlog shows, once however often it is read.
     *
     * @param origin its transaction and row
     * @return whether it was not there yet
     */
    public boolean storeOnce(
            Connection connection,
            StationCode station,
            String table,
            Conflict policy,
            EditConflict conflict,
            String origin)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(statement, station, table, policy, conflict, origin);
            return statement.executeUpdate() > 0;
        }
    }

    /**
     * A conflict and its rows, locked until the transaction ends.
     *
     * @param patienceSeconds how long to wait for somebody else's lock
     * @return empty if there is no such conflict
     */
    Optional<WithImages> lock(Connection connection, long id, int patienceSeconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setLong(1, id);
            statement.setInt(2, patienceSeconds);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new WithImages(StoredConflict.read(row), ConflictImages.read(row)))
                        : Optional.empty();
            }
        }
    }

    record WithImages(StoredConflict conflict, ConflictImages images) {}

    /** @return whether it was still unresolved */
    boolean resolve(Connection connection, long id, ConflictState state, Decision decision) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESOLVE)) {
            statement.setString(1, state.code());
            statement.setString(2, decision.choice().code());
            statement.setString(3, decision.user());
            statement.setString(4, decision.reason());
            statement.setLong(5, id);
            return statement.executeUpdate() > 0;
        }
    }

    private void bind(
            PreparedStatement statement,
            StationCode station,
            String table,
            Conflict policy,
            EditConflict conflict,
            @Nullable String origin)
            throws SQLException {
        String key = conflict.key().toString();
        statement.setString(1, station.value());
        statement.setString(2, table);
        statement.setString(3, key.substring(0, Math.min(LONGEST_KEY, key.length())));
        statement.setString(4, JsonMapper.shared().writeValueAsString(conflict.columns()));
        statement.setString(5, json(conflict.base()));
        statement.setString(6, json(conflict.station()));
        statement.setString(7, json(conflict.control()));
        statement.setString(8, policy.code());
        statement.setString(9, conflict.outcome().code());
        statement.setString(10, conflict.outcome().overruled().code());
        statement.setString(11, ConflictState.of(policy, conflict.outcome()).code());
        statement.setString(12, origin);
    }

    private @Nullable String json(@Nullable Row row) {
        return row == null ? null : new String(writer.image(row), StandardCharsets.UTF_8);
    }
}
