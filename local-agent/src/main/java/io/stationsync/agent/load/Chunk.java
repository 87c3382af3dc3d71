package io.stationsync.agent.load;

import io.stationsync.agent.table.StationTable;
import io.stationsync.model.Row;
import io.stationsync.wire.LoadMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a range of keys, as they were at one place of the binlog.
 *
 * @param table as it was when the rows were read
 * @param after primary key that the range begins after; null: from the first one on
 * @param rows in the order of their keys, with the table's stored columns
 * @param last whether the table has no rows after these
 * @param mode why they are sent
 */
public record Chunk(StationTable table, @Nullable Row after, List<Row> rows, boolean last, LoadMode mode) {
    public Chunk {
        rows = List.copyOf(rows);
    }
}
