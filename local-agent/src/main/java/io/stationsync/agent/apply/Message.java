package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.util.List;

/**
 * One message of the return topic.
 *
 * @param columns the columns that an update names; empty for the other operations
 */
record Message(StationTable table, RowKey key, RowChange change, List<String> columns) {
    Message {
        columns = List.copyOf(columns);
    }
}
