package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of the return topic, under the names that the columns have at the station.
 *
 * @param columns the columns that an update names; empty for the other operations
 */
record Message(StationTable table, RowKey key, RowChange change, List<String> columns) {
    Message {
        columns = List.copyOf(columns);
    }

    /** From what the center sent under its own names. */
    static Message arrived(StationTable table, RowKey key, RowChange change, List<String> columns) {
        RowChange stored = new RowChange(change.op(), stored(table, change.before()), stored(table, change.after()));
        return new Message(table, new RowKey(table.stored(key.values())), stored, table.stored(columns));
    }

    private static @Nullable Row stored(StationTable table, @Nullable Row row) {
        return row == null ? null : table.stored(row);
    }
}
