package io.stationsync.center.receive;

import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.merge.Merge;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.table.MasterRows;
import io.stationsync.center.table.StationRange;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies rows that a station has loaded, within the caller's transaction: the master becomes what the station has, but for
 * the center's edits that the station has not seen. Those are merged as if the station had just changed the row from what it
 * was before them. Whatever else differs was missed by somebody: the station's value counts, and what the master had is kept
 * as a conflict.
 */
final class LoadApply {
    private static final int KEYS_AT_ONCE = 5_000;

    private final MasterRows rows;
    private final TablePolicy policy;
    private final Unseen unseen;
    private final List<EditConflict> conflicts = new ArrayList<>();
    private final Map<RowKey, Row> inserted = new LinkedHashMap<>();
    private final Map<RowKey, Row> updated = new LinkedHashMap<>();

    /**
     * What the capture says of the rows of a batch.
     *
     * @param rows of the master when it was asked; a row that is missing did not exist
     * @param edits that the station has not seen; none of a row that is missing
     */
    record Unseen(Map<RowKey, Row> rows, Map<RowKey, UnderWay> edits) {
        Unseen {
            rows = Map.copyOf(rows);
            edits = Map.copyOf(edits);
        }

        UnderWay of(RowKey key) {
            return edits.getOrDefault(key, UnderWay.NOTHING);
        }

        /** Locks rows of the master, which must still be what they were when the capture was asked. */
        Map<RowKey, Row> lock(MasterRows master, Set<RowKey> keys) throws SQLException, EditedSinceException {
            Map<RowKey, Row> locked = master.lock(List.copyOf(keys));
            for (RowKey key : keys) {
                if (!Objects.equals(locked.get(key), rows.get(key))) {
                    throw new EditedSinceException(key);
                }
            }
            return locked;
        }
    }

    /** A row has been edited since the capture was asked. */
    static final class EditedSinceException extends Exception {
        private static final long serialVersionUID = 1;

        EditedSinceException(RowKey key) {
            super("the master's row %s was edited while its edits were looked up".formatted(key));
        }
    }

    LoadApply(MasterRows rows, TablePolicy policy, Unseen unseen) {
        this.rows = rows;
        this.policy = policy;
        this.unseen = unseen;
    }

    /**
     * Applies the rows once.
     *
     * @param changes loaded rows; of several of one row the last counts
     * @param ranges in which the station has these rows and no others
     * @param present rows that the station has, whether they can be applied or not
     * @return the conflicts met, whoever won
     */
    List<EditConflict> apply(List<StationChange> changes, List<StationRange> ranges, Set<RowKey> present)
            throws SQLException, EditedSinceException {
        Map<RowKey, Row> loaded = new LinkedHashMap<>();
        changes.forEach(change -> loaded.put(change.key(), change.change().image()));
        Map<RowKey, Row> master = unseen.lock(rows, loaded.keySet());
        for (Map.Entry<RowKey, Row> entry : loaded.entrySet()) {
            meet(entry.getKey(), master.get(entry.getKey()), entry.getValue());
        }
        if (policy.stationDeletesTravel()) {
            for (StationRange range : ranges) {
                deleteOthers(range, present);
            }
        }
        rows.insert(inserted.values());
        rows.update(updated.values());
        conflicts.removeIf(conflict -> rows.refused().containsKey(conflict.key()));
        return conflicts;
    }

    private void meet(RowKey key, @Nullable Row current, Row station) {
        UnderWay edits = unseen.of(key);
        if (current == null) {
            // Otherwise the station is about to delete it.
            if (!edits.deletes() || edits.inDoubt()) {
                inserted.put(key, station);
            }
            return;
        }
        List<String> differing = station.columnsDifferingFrom(current);
        // A row that the center is about to replace at the station stays as it is.
        if (differing.isEmpty() || edits.upserts() && !edits.inDoubt()) {
            return;
        }
        if (edits.inDoubt()) {
            conflict(key, differing, station, current, Outcome.STATION_APPLIED);
            updated.put(key, current.with(station.toMap()));
            return;
        }
        List<String> missed = new ArrayList<>(differing);
        missed.removeAll(edits.columns());
        conflict(key, missed, station, current, Outcome.STATION_APPLIED);
        // What the station has in a column that it is about to be told again may be no edit of its own.
        List<String> answered = new ArrayList<>(differing);
        answered.retainAll(edits.columns());
        answered.removeAll(edits.before().keySet());
        conflict(key, answered, station, current, Outcome.CONTROL_KEPT);
        List<String> kept = new ArrayList<>(differing);
        kept.removeIf(column -> !answered.contains(column) && !isReplaced(column, station, edits));
        if (policy.merge() == Granularity.ROW && kept.size() < differing.size()) {
            kept.clear();
        }
        Map<String, Value> before = new HashMap<>();
        edits.before().forEach((column, values) -> before.put(column, values.get(0)));
        current.only(kept::contains).toMap().forEach(before::put);
        Row was = current.with(before);
        Row is = station.with(current.only(kept::contains).toMap());
        if (!is.columnsDifferingFrom(was).isEmpty()) {
            merge(key, current, was, is);
        }
    }

    /** Whether the station still has what one of the center's edits has replaced: it has not changed it since. */
    static boolean isReplaced(String column, Row station, UnderWay edits) {
        return edits.before().getOrDefault(column, List.of()).contains(station.get(column));
    }

    private void merge(RowKey key, Row current, Row before, Row station) {
        Merge merge = Merge.of(current, before, station, policy);
        conflict(
                key,
                merge.conflicts(),
                station,
                current,
                merge.stationWins() ? Outcome.STATION_APPLIED : Outcome.CONTROL_KEPT);
        if (merge.row() != current) {
            updated.put(key, merge.row());
        }
    }

    private void conflict(RowKey key, List<String> columns, Row station, Row current, Outcome outcome) {
        if (!columns.isEmpty()) {
            conflicts.add(new EditConflict(key, columns, null, station, current, outcome));
        }
    }

    private void deleteOthers(StationRange range, Set<RowKey> present) throws SQLException {
        int most = present.size() + KEYS_AT_ONCE;
        List<RowKey> found;
        List<RowKey> gone;
        do {
            found = rows.keysIn(range, most);
            Set<RowKey> others = new HashSet<>(found);
            others.removeAll(present);
            gone = List.copyOf(others);
            rows.lock(gone)
                    .forEach((key, row) -> conflicts.add(
                            new EditConflict(key, columns(key, row), null, null, row, Outcome.ROW_DELETED)));
            rows.delete(gone);
        } while (found.size() == most && !rows.refused().keySet().containsAll(gone));
    }

    private static List<String> columns(RowKey key, Row row) {
        Columns ofKey = key.values().columns();
        return row.columns().names().stream()
                .filter(column -> !ofKey.contains(column))
                .toList();
    }
}
