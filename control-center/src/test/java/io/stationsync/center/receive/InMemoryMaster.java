package io.stationsync.center.receive;

import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.receive.LoadApply.EditedSinceException;
import io.stationsync.center.receive.LoadApply.Unseen;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.table.MasterRows;
import io.stationsync.center.table.StationRange;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.database.KeyOrder;
import io.stationsync.model.KeyRange;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.wire.LoadMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** A master table in memory that says, like a binlog, which of its rows an apply has changed. */
public final class InMemoryMaster {
    private final Map<RowKey, Row> rows = new HashMap<>();
    private final Function<Row, RowKey> keys;

    public InMemoryMaster(Function<Row, RowKey> keys) {
        this.keys = keys;
    }

    public Map<RowKey, Row> rows() {
        return rows;
    }

    /**
     * What an apply does.
     *
     * @param binlog what the binlog would show, in order
     */
    public record Applied(List<RowChange> binlog, List<EditConflict> conflicts) {}

    /**
     * Applies a batch with the real code, a second time if the master has a row that the station inserts.
     *
     * @param mode whether the station waits for a load in which the center's rows count
     */
    public Applied apply(List<RowChange> batch, TablePolicy policy, LoadMode mode) {
        List<StationChange> changes = batch.stream()
                .map(change -> new StationChange(keys.apply(change.image()), change))
                .toList();
        try {
            return apply(changes, policy, Look.WHERE_A_ROW_IS_EXPECTED, mode);
        } catch (SQLException duplicateKey) {
            try {
                return apply(changes, policy, Look.EVERYWHERE, mode);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Applied apply(List<StationChange> changes, TablePolicy policy, Look look, LoadMode mode)
            throws SQLException {
        Map<RowKey, Row> before = Map.copyOf(rows);
        Transaction transaction = new Transaction();
        try {
            return new Applied(
                    transaction.shown,
                    new BatchApply(transaction, policy, look, () -> mode == LoadMode.CENTER).apply(changes));
        } catch (SQLException e) {
            rows.clear();
            rows.putAll(before);
            throw e;
        }
    }

    /**
     * Applies a load of the whole table with the real code.
     *
     * @param edits of the center that the station has not seen, by row
     * @param present rows that the station has
     */
    public Applied load(Map<RowKey, Row> loaded, Map<RowKey, UnderWay> edits, Set<RowKey> present, TablePolicy policy) {
        List<StationChange> changes = loaded.entrySet().stream()
                .map(entry -> new StationChange(entry.getKey(), RowChange.load(entry.getValue())))
                .toList();
        StationRange all = new StationRange(new KeyRange(null, null), KeyOrder.of(List.of()), "code", Set.of());
        Map<RowKey, Row> known = new HashMap<>(rows);
        known.keySet().retainAll(loaded.keySet());
        Transaction transaction = new Transaction();
        try {
            LoadApply load = new LoadApply(transaction, policy, new Unseen(known, edits));
            return new Applied(transaction.shown, load.apply(changes, List.of(all), present));
        } catch (SQLException | EditedSinceException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Applies a load of the whole table in which the center's rows count, with the real code.
     *
     * @param told is given the rows that the station is to have
     */
    public Applied reply(Map<RowKey, Row> loaded, Map<RowKey, UnderWay> edits, Set<RowKey> present, List<Row> told) {
        List<StationChange> changes = loaded.entrySet().stream()
                .map(entry -> new StationChange(entry.getKey(), RowChange.load(entry.getValue())))
                .toList();
        StationRange all = new StationRange(new KeyRange(null, null), KeyOrder.of(List.of()), "code", Set.of());
        Map<RowKey, Row> known = new HashMap<>(rows);
        known.keySet().retainAll(loaded.keySet());
        Transaction transaction = new Transaction();
        LoadReply.Replies replies = new LoadReply.Replies() {
            @Override
            public void tell(Row row) {
                told.add(row);
            }

            @Override
            public Set<RowKey> blocked(Set<RowKey> keys) {
                return Set.of();
            }
        };
        try {
            LoadReply load = new LoadReply(transaction, true, new Unseen(known, edits), replies);
            return new Applied(transaction.shown, load.apply(changes, List.of(all), present));
        } catch (SQLException | EditedSinceException e) {
            throw new AssertionError(e);
        }
    }

    private final class Transaction implements MasterRows {
        private final List<RowChange> shown = new ArrayList<>();

        @Override
        public Map<RowKey, Row> lock(List<RowKey> wanted) {
            Map<RowKey, Row> found = new HashMap<>();
            wanted.stream().filter(rows::containsKey).forEach(key -> found.put(key, rows.get(key)));
            return found;
        }

        @Override
        public List<RowKey> keysIn(StationRange range, int most) {
            return rows.keySet().stream().limit(most).toList();
        }

        @Override
        public void delete(List<RowKey> gone) {
            gone.forEach(key -> shown.add(RowChange.delete(Objects.requireNonNull(rows.remove(key)))));
        }

        @Override
        public void insert(Collection<Row> inserted) throws SQLException {
            for (Row row : inserted) {
                if (rows.putIfAbsent(keys.apply(row), row) != null) {
                    throw new SQLException("duplicate key");
                }
                shown.add(RowChange.insert(row));
            }
        }

        @Override
        public void update(Collection<Row> updated) {
            for (Row after : updated) {
                Row before = Objects.requireNonNull(rows.put(keys.apply(after), after));
                if (!before.equals(after)) {
                    shown.add(RowChange.update(before, after));
                }
            }
        }
    }
}
