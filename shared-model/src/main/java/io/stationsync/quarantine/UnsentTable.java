package io.stationsync.quarantine;

import io.stationsync.quarantine.QuarantinedRow.Change;
import io.stationsync.quarantine.SetAside.State;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StatusRecords.Discarded;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code stationsync.sync_quarantine} as a sender uses it: it alone adds such changes and takes those out that it
 * has sent.
 */
final class UnsentTable {
    private static final String INSERT = """
            INSERT INTO stationsync.sync_quarantine
                   (station, table_name, topic, origin, row_key, key_hash, record_key, headers, op, state, payload, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String FIND = "SELECT id FROM stationsync.sync_quarantine WHERE topic = ? AND origin = ?";

    private static final String ROWS = """
            SELECT DISTINCT topic, table_name, HEX(key_hash) FROM stationsync.sync_quarantine
             WHERE origin IS NOT NULL AND state <> 'unreadable'
             LIMIT ?
            """;

    private static final String CHANGES = """
            SELECT id, state, op, record_key, headers, topic, table_name, HEX(key_hash)
              FROM stationsync.sync_quarantine
             WHERE id > ? AND origin IS NOT NULL AND state <> 'unreadable'
             ORDER BY id
             LIMIT ?
            """;

    private static final String RELEASED_ROWS = """
            SELECT topic, table_name, HEX(key_hash) FROM stationsync.sync_quarantine
             WHERE origin IS NOT NULL AND state = 'released'
             GROUP BY topic, table_name, key_hash
             ORDER BY MIN(id)
             LIMIT ?
            """;

    private static final String LAST =
            "SELECT COALESCE(MAX(id), 0) FROM stationsync.sync_quarantine WHERE origin IS NOT NULL";

    private static final String DELETE = "DELETE FROM stationsync.sync_quarantine WHERE id = ? AND origin IS NOT NULL";

    private static final String DISCARD = """
            DELETE FROM stationsync.sync_quarantine
             WHERE topic = ? AND table_name = ? AND id <= ? AND origin IS NOT NULL AND state <> 'unreadable'
            """;

    private static final String NOT_LOADED = """
            SELECT old.id
              FROM stationsync.sync_quarantine old
              LEFT JOIN stationsync.sync_quarantine newer
                ON newer.topic = old.topic AND newer.key_hash = old.key_hash AND newer.table_name = old.table_name
               AND newer.id > ?
             WHERE old.topic = ? AND old.table_name = ? AND old.id <= ? AND old.origin IS NOT NULL
               AND old.state <> 'unreadable' AND newer.id IS NULL
            """;

    private static final String DELETE_AFTER =
            "DELETE FROM stationsync.sync_quarantine WHERE id > ? AND origin IS NOT NULL";

    private UnsentTable() {}

    /** Stores the change unless it is there already. @param problem null: it waits @return its number */
    static long store(Connection connection, UnsentChange change, @Nullable String problem) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, change.record().topic());
            find.setString(2, change.origin());
            try (ResultSet row = find.executeQuery()) {
                if (row.next()) {
                    return row.getLong(1);
                }
            }
        }
        byte[] value = change.record().value();
        try (PreparedStatement insert = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, change.station().value());
            insert.setString(2, change.table());
            insert.setString(3, change.record().topic());
            insert.setString(4, change.origin());
            insert.setString(5, QuarantineTable.cut(change.key().toString(), QuarantineTable.LONGEST_KEY));
            insert.setBytes(6, QuarantineTable.hash(change.key()));
            insert.setString(7, new String(change.record().key(), StandardCharsets.UTF_8));
            insert.setString(8, RecordHeaders.ofChange(change.record().headers()));
            insert.setString(9, change.op().code());
            insert.setString(10, (problem == null ? State.WAITING : State.REFUSED).code());
            insert.setString(11, StoredContent.isSmall(value) ? new String(value, StandardCharsets.UTF_8) : null);
            insert.setString(12, QuarantineTable.message(problem));
            insert.executeUpdate();
            long id = QuarantineTable.generatedKey(insert);
            if (!StoredContent.isSmall(value)) {
                StoredContent.insertPieces(connection, id, value);
            }
            return id;
        }
    }

    /** The rows that have a change here; some of them, if there are more. */
    static List<QuarantinedRow> rows(Connection connection, int most) throws SQLException {
        return rows(connection, ROWS, most);
    }

    /** The rows of which an operator wants changes to be sent, in the order in which the first was set aside. */
    static List<QuarantinedRow> releasedRows(Connection connection, int most) throws SQLException {
        return rows(connection, RELEASED_ROWS, most);
    }

    private static List<QuarantinedRow> rows(Connection connection, String sql, int most) throws SQLException {
        List<QuarantinedRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new QuarantinedRow(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return rows;
    }

    /** A change and the row that it is of. */
    record OfRow(QuarantinedRow row, Change change) {}

    /** The first of those that were set aside after that one, in their order. */
    static List<OfRow> changesAfter(Connection connection, long id, int most) throws SQLException {
        List<OfRow> changes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CHANGES)) {
            statement.setLong(1, id);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changes.add(new OfRow(
                            new QuarantinedRow(row.getString(6), row.getString(7), row.getString(8)),
                            Change.read(row)));
                }
            }
        }
        return changes;
    }

    static long lastId(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    static QuarantinedRow row(UnsentChange change) {
        return new QuarantinedRow(
                change.record().topic(),
                change.table(),
                HexFormat.of().withUpperCase().formatHex(QuarantineTable.hash(change.key())));
    }

    static void delete(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            for (long id : ids) {
                statement.setLong(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Those that were set aside after that one. */
    static void deleteAfter(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE_AFTER)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }

    /** @return how many there were */
    static int discard(Connection connection, Discarded discarded) throws SQLException {
        return switch (discarded.rows()) {
            case ALL -> discardAll(connection, discarded);
            case NOT_LOADED -> {
                List<Long> ids = notLoaded(connection, discarded);
                delete(connection, ids);
                yield ids.size();
            }
        };
    }

    private static int discardAll(Connection connection, Discarded discarded) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DISCARD)) {
            statement.setString(1, discarded.topic());
            statement.setString(2, discarded.table());
            statement.setLong(3, discarded.upTo());
            return statement.executeUpdate();
        }
    }

    private static List<Long> notLoaded(Connection connection, Discarded discarded) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NOT_LOADED)) {
            statement.setLong(1, discarded.upTo());
            statement.setString(2, discarded.topic());
            statement.setString(3, discarded.table());
            statement.setLong(4, discarded.upTo());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
        }
        return ids;
    }
}
