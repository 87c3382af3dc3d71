package io.stationsync.center.receive;

import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.merge.Merge;
import io.stationsync.center.table.MasterRows;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies a batch of one station's changes of one table within the caller's transaction. The changes of a key are played
 * through in memory, in order, and only what comes out is written: several changes of one row cost one write.
 */
final class BatchApply {
    private final MasterRows rows;
    private final TablePolicy policy;
    private final Look look;
    private final LostDeletes lost;
    private final List<EditConflict> conflicts = new ArrayList<>();

    /** Which rows of the master are looked at before they are written. */
    enum Look {
        /** All but those that the station has just inserted, which nobody else is expected to have. */
        WHERE_A_ROW_IS_EXPECTED,
        EVERYWHERE
    }

    /** A row on its way through the batch. */
    private static final class Slot {
        private final boolean looked;
        private @Nullable Row original;
        private @Nullable Row row;

        private Slot(boolean looked) {
            this.looked = looked;
        }
    }

    BatchApply(MasterRows rows, TablePolicy policy, Look look, LostDeletes lost) {
        this.rows = rows;
        this.policy = policy;
        this.look = look;
        this.lost = lost;
    }

    /**
     * Applies the batch once.
     *
     * @return the conflicts met, whoever won; none of rows that are {@linkplain MasterRows#refused() refused}
     * @throws SQLException for a duplicate key if the master has a row that the station inserts: the same batch with
     *     {@link Look#EVERYWHERE}, in a new transaction, tells what to do about it
     */
    List<EditConflict> apply(List<StationChange> changes) throws SQLException {
        Map<RowKey, Slot> slots = new LinkedHashMap<>();
        for (StationChange change : changes) {
            slots.computeIfAbsent(
                    change.key(),
                    key -> new Slot(look == Look.EVERYWHERE || change.change().op() != Op.INSERT));
        }
        load(slots);
        for (StationChange change : changes) {
            play(Objects.requireNonNull(slots.get(change.key())), change);
        }
        write(slots);
        conflicts.removeIf(conflict -> rows.refused().containsKey(conflict.key()));
        return conflicts;
    }

    private void load(Map<RowKey, Slot> slots) throws SQLException {
        List<RowKey> looked = new ArrayList<>();
        slots.forEach((key, slot) -> {
            if (slot.looked) {
                looked.add(key);
            }
        });
        rows.lock(looked).forEach((key, row) -> {
            Slot slot = slots.get(key);
            // Null for a row whose key differs and which only the collation of the master takes for the same.
            if (slot != null) {
                slot.original = row;
                slot.row = row;
            }
        });
    }

    private void play(Slot slot, StationChange stationChange) throws SQLException {
        RowKey key = stationChange.key();
        RowChange change = stationChange.change();
        Row current = slot.row;
        switch (change.op()) {
            case INSERT -> slot.row = current == null ? change.image() : insertOver(key, current, change.image());
            case LOAD -> slot.row = current == null ? bringBack(key, change) : insertOver(key, current, change.image());
            case UPDATE -> slot.row = current == null ? bringBack(key, change) : merge(key, current, change);
            case DELETE -> {
                if (policy.stationDeletesTravel()) {
                    slot.row = null;
                    if (current != null) {
                        delete(key, current, Objects.requireNonNull(change.before()));
                    }
                }
            }
            case UPSERT, TRUNCATE ->
                throw new IllegalArgumentException("op %s of a row on an up topic (expected: c, u, d or r)"
                        .formatted(change.op().code()));
        }
    }

    /**
     * What the center has deleted is back. Its capture makes the record while the delete is under way; of a delete that was lost
     * nobody knows, nor whether the row ever came here: an operator can tell.
     */
    private Row bringBack(RowKey key, RowChange change) throws SQLException {
        Row row = change.image();
        if (policy.centerDeletesTravel() && lost.mayBe()) {
            conflicts.add(
                    new EditConflict(key, row.columns().names(), change.before(), row, null, Outcome.ROW_RESTORED));
        }
        return row;
    }

    /** The center has inserted a row of the same key, which never travelled. */
    private Row insertOver(RowKey key, Row current, Row inserted) {
        List<String> differing = inserted.columnsDifferingFrom(current);
        if (!differing.isEmpty()) {
            conflicts.add(new EditConflict(key, differing, null, inserted, current, Outcome.STATION_APPLIED));
        }
        return current.with(inserted.toMap());
    }

    private Row merge(RowKey key, Row current, RowChange change) {
        Row before = Objects.requireNonNull(change.before());
        Row after = change.image();
        Merge merge = Merge.of(current, before, after, policy);
        if (!merge.conflicts().isEmpty()) {
            Outcome outcome = merge.stationWins() ? Outcome.STATION_APPLIED : Outcome.CONTROL_KEPT;
            conflicts.add(new EditConflict(key, merge.conflicts(), before, after, current, outcome));
        }
        return merge.row();
    }

    private void delete(RowKey key, Row current, Row before) {
        List<String> differing = before.columnsDifferingFrom(current);
        if (!differing.isEmpty()) {
            conflicts.add(new EditConflict(key, differing, before, null, current, Outcome.ROW_DELETED));
        }
    }

    private void write(Map<RowKey, Slot> slots) throws SQLException {
        List<RowKey> gone = new ArrayList<>();
        List<Row> inserted = new ArrayList<>();
        List<Row> updated = new ArrayList<>();
        slots.forEach((key, slot) -> {
            if (slot.row == null) {
                if (slot.original != null) {
                    gone.add(key);
                }
            } else if (slot.original == null) {
                inserted.add(slot.row);
            } else if (slot.row != slot.original) {
                updated.add(slot.row);
            }
        });
        rows.delete(gone);
        rows.insert(inserted);
        rows.update(updated);
    }
}
