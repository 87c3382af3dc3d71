package io.stationsync.center.receive;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Applies a batch with the real code. @return what the binlog would show, in order */
    public List<RowChange> apply(List<RowChange> batch, TablePolicy policy) {
        Binlog binlog = new Binlog();
        List<StationChange> changes = batch.stream()
                .map(change -> new StationChange(keys.apply(change.image()), change))
                .toList();
        try {
            new BatchApply(binlog, policy).apply(changes);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return binlog.shown;
    }

    private final class Binlog implements MasterRows {
        private final List<RowChange> shown = new ArrayList<>();

        @Override
        public Map<RowKey, Row> lock(List<RowKey> wanted) {
            Map<RowKey, Row> found = new HashMap<>();
            wanted.stream().filter(rows::containsKey).forEach(key -> found.put(key, rows.get(key)));
            return found;
        }

        @Override
        public void delete(List<RowKey> gone) {
            for (RowKey key : gone) {
                Row before = rows.remove(key);
                if (before != null) {
                    shown.add(RowChange.delete(before));
                }
            }
        }

        @Override
        public void put(Collection<Row> kept) {
            for (Row after : kept) {
                Row before = rows.put(keys.apply(after), after);
                if (before == null) {
                    shown.add(RowChange.insert(after));
                } else if (!before.equals(after)) {
                    shown.add(RowChange.update(before, after));
                }
            }
        }
    }
}
