package io.stationsync.center.send;

import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.conflict.Outcome.Side;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of every edit whose values nobody else writes: it is visible, or somebody replaced it who had seen it, or it
 * is among the conflicts. Stamps are left out, two of which merge without a conflict.
 */
final class Traces {
    private static final List<String> COLUMNS = List.of("a", "b");

    private final Set<String> written = new HashSet<>();
    private final Set<String> explained = new HashSet<>();
    private final Set<String> deletedAtCenter = new HashSet<>();

    void edit(int table, RowKey key, RowChange change, boolean atCenter) {
        String row = row(table, key);
        if (change.before() != null) {
            add(explained, row, change.before(), changed(change));
        }
        if (change.after() != null) {
            add(written, row, change.after(), changed(change));
        }
        switch (change.op()) {
            case INSERT -> deletedAtCenter.remove(row);
            case DELETE -> {
                if (atCenter) {
                    deletedAtCenter.add(row);
                }
            }
            default -> {}
        }
    }

    private static List<String> changed(RowChange change) {
        return change.before() == null || change.after() == null
                ? COLUMNS
                : change.after().columnsDifferingFrom(change.before());
    }

    void conflict(int table, EditConflict conflict) {
        if (conflict.control() == null && conflict.outcome() == Outcome.ROW_RESTORED) {
            undoneDelete(table, conflict.key());
            return;
        }
        Row overruled = conflict.outcome().overruled() == Side.STATION ? conflict.station() : conflict.control();
        add(explained, row(table, conflict.key()), Objects.requireNonNull(overruled), conflict.columns());
    }

    /** The database that had it was restored before anybody else heard of it. */
    void gone(int table, RowKey key, RowChange change) {
        if (change.after() != null) {
            add(explained, row(table, key), change.after(), COLUMNS);
        }
    }

    void undoneDelete(int table, RowKey key) {
        deletedAtCenter.remove(row(table, key));
    }

    /** Edits that nobody can find. */
    Set<String> lost(List<Map<RowKey, Row>> tables) {
        Set<String> lost = new TreeSet<>(written);
        lost.removeAll(explained);
        for (int table = 0; table < tables.size(); table++) {
            for (Map.Entry<RowKey, Row> entry : tables.get(table).entrySet()) {
                String row = row(table, entry.getKey());
                Set<String> visible = new HashSet<>();
                add(visible, row, entry.getValue(), COLUMNS);
                lost.removeAll(visible);
                if (deletedAtCenter.contains(row)) {
                    lost.add("delete of " + row);
                }
            }
        }
        return lost;
    }

    private static void add(Set<String> set, String row, Row image, List<String> columns) {
        columns.stream()
                .filter(COLUMNS::contains)
                .forEach(column -> set.add(
                        "%s %s=%s".formatted(row, column, image.get(column).display())));
    }

    private static String row(int table, RowKey key) {
        return "t" + table + " " + key;
    }
}
