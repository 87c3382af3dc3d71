package io.stationsync.center.receive;

import io.stationsync.center.conflict.MergeConflict;
import io.stationsync.center.merge.Merge;
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
    private final List<MergeConflict> conflicts = new ArrayList<>();

    /** A row on its way through the batch. */
    private static final class Slot {
        private @Nullable Row original;
        private @Nullable Row row;
        private boolean deleted;
    }

    BatchApply(MasterRows rows, TablePolicy policy) {
        this.rows = rows;
        this.policy = policy;
    }

    /** @return the conflicts met, whoever won */
    List<MergeConflict> apply(List<StationChange> changes) throws SQLException {
        Map<RowKey, Slot> slots = new LinkedHashMap<>();
        for (StationChange change : changes) {
            slots.computeIfAbsent(change.key(), key -> new Slot());
        }
        load(slots, changes);
        for (StationChange change : changes) {
            play(Objects.requireNonNull(slots.get(change.key())), change);
        }
        write(slots);
        return conflicts;
    }

    /** Rows whose first change is an update are merged with what the master has; others need no look. */
    private void load(Map<RowKey, Slot> slots, List<StationChange> changes) throws SQLException {
        Map<RowKey, Op> firstOps = new LinkedHashMap<>();
        changes.forEach(
                change -> firstOps.putIfAbsent(change.key(), change.change().op()));
        List<RowKey> merged = firstOps.entrySet().stream()
                .filter(entry -> entry.getValue() == Op.UPDATE
                        || entry.getValue() == Op.DELETE && !policy.stationDeletesTravel())
                .map(Map.Entry::getKey)
                .toList();
        Map<RowKey, Row> found = rows.lock(merged);
        for (RowKey key : merged) {
            Slot slot = Objects.requireNonNull(slots.get(key));
            slot.original = found.get(key);
            slot.row = slot.original;
        }
    }

    private void play(Slot slot, StationChange stationChange) {
        RowChange change = stationChange.change();
        Row current = slot.row;
        switch (change.op()) {
            case INSERT, LOAD ->
                slot.row = current == null
                        ? change.image()
                        : current.with(change.image().toMap());
            case UPDATE -> slot.row = current == null ? change.image() : merge(stationChange, current);
            case DELETE -> {
                if (policy.stationDeletesTravel()) {
                    slot.row = null;
                    slot.deleted = true;
                }
            }
            case UPSERT -> throw new IllegalArgumentException("op x on an up topic (expected: c, u, d or r)");
        }
    }

    private Row merge(StationChange change, Row current) {
        Row before = Objects.requireNonNull(change.change().before());
        Row after = change.change().image();
        Merge merge = Merge.of(current, before, after, policy.conflict());
        if (!merge.conflicts().isEmpty()) {
            conflicts.add(new MergeConflict(change.key(), merge.conflicts(), before, after, current));
        }
        return merge.row();
    }

    private void write(Map<RowKey, Slot> slots) throws SQLException {
        List<RowKey> gone = new ArrayList<>();
        List<Row> kept = new ArrayList<>();
        slots.forEach((key, slot) -> {
            if (slot.row == null) {
                if (slot.deleted) {
                    gone.add(key);
                }
            } else if (slot.row != slot.original) {
                kept.add(slot.row);
            }
        });
        rows.delete(gone);
        rows.put(kept);
    }
}
