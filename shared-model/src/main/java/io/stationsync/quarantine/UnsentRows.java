package io.stationsync.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which rows may have a change that was set aside by the sender; all others have none for certain, and the database need not
 * be asked. Of very many rows only that is known, and any row may have one. Confined to a thread.
 */
final class UnsentRows {
    private final int most;
    private final Set<QuarantinedRow> rows = new HashSet<>();
    private boolean many;

    /** @param most that are remembered */
    UnsentRows(int most) {
        this.most = most;
    }

    /** Takes those that the database has. */
    void restore(Connection connection) throws SQLException {
        rows.clear();
        many = false;
        UnsentTable.rows(connection, most + 1).forEach(this::add);
    }

    /** Changes are gone from the database: the rows may be few enough by now. */
    void lookAgain(Connection connection) throws SQLException {
        if (many) {
            restore(connection);
        }
    }

    boolean isEmpty() {
        return !many && rows.isEmpty();
    }

    boolean mayHave(QuarantinedRow row) {
        return many || rows.contains(row);
    }

    /** Whether any row of the table may have one. */
    boolean mayHave(String topic, String table) {
        return many || rows.stream().anyMatch(row -> isOf(row, topic, table));
    }

    void add(QuarantinedRow row) {
        if (many) {
            return;
        }
        rows.add(row);
        if (rows.size() > most) {
            rows.clear();
            many = true;
        }
    }

    void remove(QuarantinedRow row) {
        rows.remove(row);
    }

    /** None of the table's rows has one any more. */
    void removeAll(String topic, String table) {
        rows.removeIf(row -> isOf(row, topic, table));
    }

    private static boolean isOf(QuarantinedRow row, String topic, String table) {
        return row.topic().equals(topic) && row.table().equals(table);
    }
}
