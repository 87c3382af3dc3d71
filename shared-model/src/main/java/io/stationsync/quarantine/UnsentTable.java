package io.stationsync.quarantine;

import io.stationsync.quarantine.SetAside.State;
import io.stationsync.wire.RecordHeaders;
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
            """;

    private static final String RELEASED_ROWS = """
            SELECT topic, table_name, HEX(key_hash) FROM stationsync.sync_quarantine
             WHERE origin IS NOT NULL AND state = 'released'
             GROUP BY topic, table_name, key_hash
             ORDER BY MIN(id)
            """;

    private static final String LAST =
            "SELECT COALESCE(MAX(id), 0) FROM stationsync.sync_quarantine WHERE origin IS NOT NULL";

    private static final String DELETE = "DELETE FROM stationsync.sync_quarantine WHERE id = ? AND origin IS NOT NULL";

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

    /** The rows that have a change here. */
    static List<QuarantinedRow> rows(Connection connection) throws SQLException {
        return rows(connection, ROWS);
    }

    /** The rows of which an operator wants changes to be sent, in the order in which the first was set aside. */
    static List<QuarantinedRow> releasedRows(Connection connection) throws SQLException {
        return rows(connection, RELEASED_ROWS);
    }

    private static List<QuarantinedRow> rows(Connection connection, String sql) throws SQLException {
        List<QuarantinedRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(new QuarantinedRow(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
        return rows;
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
        for (long id : ids) {
            execute(connection, DELETE, id);
        }
    }

    /** Those that were set aside after that one. */
    static void deleteAfter(Connection connection, long id) throws SQLException {
        execute(connection, DELETE_AFTER, id);
    }

    private static void execute(Connection connection, String sql, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }
}
