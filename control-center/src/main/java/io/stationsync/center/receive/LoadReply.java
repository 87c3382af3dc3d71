package io.stationsync.center.receive;

import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.receive.LoadApply.EditedSinceException;
import io.stationsync.center.receive.LoadApply.Unseen;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.table.MasterRows;
import io.stationsync.center.table.StationRange;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies rows that a station has loaded because it may lack what the center has, within the caller's transaction. A row that
 * both have stays as it is here, and the station is told; rows that only one of them has come to both. Nothing is deleted at
 * either side: that a row is missing does not prove that somebody has deleted it.
 */
final class LoadReply {
    private static final int KEYS_AT_ONCE = 5_000;

    private final MasterRows rows;
    private final boolean deletesTravel;
    private final Unseen unseen;
    private final Replies replies;
    private final List<EditConflict> conflicts = new ArrayList<>();
    private final Map<RowKey, Row> inserted = new LinkedHashMap<>();

    /** Where the rows go that the station is to have. */
    interface Replies {
        /** @param row as it is here, locked */
        void tell(Row row) throws SQLException;

        /** Those of the rows that wait in quarantine, so that it is not known what they are at the station. */
        Set<RowKey> blocked(Set<RowKey> keys) throws SQLException;
    }

    /** @param deletesTravel whether a row that the station has deleted is gone here */
    LoadReply(MasterRows rows, boolean deletesTravel, Unseen unseen, Replies replies) {
        this.rows = rows;
        this.deletesTravel = deletesTravel;
        this.unseen = unseen;
        this.replies = replies;
    }

    /** As {@link LoadApply#apply}. */
    List<EditConflict> apply(List<StationChange> changes, List<StationRange> ranges, Set<RowKey> present)
            throws SQLException, EditedSinceException {
        Map<RowKey, Row> loaded = new LinkedHashMap<>();
        changes.forEach(change -> loaded.put(change.key(), change.change().image()));
        Map<RowKey, Row> master = unseen.lock(rows, loaded.keySet());
        for (Map.Entry<RowKey, Row> entry : loaded.entrySet()) {
            meet(entry.getKey(), master.get(entry.getKey()), entry.getValue());
        }
        if (deletesTravel) {
            for (StationRange range : ranges) {
                tellOthers(range, present);
            }
        }
        rows.insert(inserted.values());
        conflicts.removeIf(conflict -> rows.refused().containsKey(conflict.key()));
        return conflicts;
    }

    private void meet(RowKey key, @Nullable Row current, Row station) throws SQLException {
        UnderWay edits = unseen.of(key);
        if (current == null) {
            if (!edits.deletes() || edits.inDoubt()) {
                bringBack(key, station);
            } else {
                beDeleted(key, station, edits.deleted());
            }
            return;
        }
        List<String> differing = station.columnsDifferingFrom(current);
        if (differing.isEmpty()) {
            return;
        }
        List<String> overruled = new ArrayList<>(differing);
        overruled.removeIf(column -> LoadApply.isReplaced(column, station, edits));
        if (!overruled.isEmpty()) {
            conflicts.add(new EditConflict(key, overruled, null, station, current, Outcome.CONTROL_KEPT));
        }
        // Otherwise it is about to be replaced at the station.
        if (!edits.upserts() || edits.inDoubt()) {
            replies.tell(current);
        }
    }

    /** Somebody has deleted it here, or it never came: an operator can tell. */
    private void bringBack(RowKey key, Row station) {
        inserted.put(key, station);
        conflicts.add(new EditConflict(key, station.columns().names(), null, station, null, Outcome.ROW_RESTORED));
    }

    /** The station is about to delete it. What it has made of the row since it was restored goes with it. */
    private void beDeleted(RowKey key, Row station, @Nullable Row deleted) {
        List<String> differing = deleted == null ? station.columns().names() : station.columnsDifferingFrom(deleted);
        if (!differing.isEmpty()) {
            conflicts.add(new EditConflict(key, differing, deleted, station, null, Outcome.CONTROL_KEPT));
        }
    }

    private void tellOthers(StationRange range, Set<RowKey> present) throws SQLException {
        Set<RowKey> others = new HashSet<>(rows.keysIn(range, Integer.MAX_VALUE));
        others.removeAll(present);
        others.removeAll(replies.blocked(others));
        List<RowKey> all = List.copyOf(others);
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            for (Row row : rows.lock(all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)))
                    .values()) {
                replies.tell(row);
            }
        }
    }
}
