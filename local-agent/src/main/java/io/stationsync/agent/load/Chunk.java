package io.stationsync.agent.load;

import io.stationsync.agent.table.StationTable;
import io.stationsync.model.Row;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.TravellingRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a range of keys, as they were at one place of the binlog.
 *
 * @param table as it was when the rows were read
 * @param range of the request that the rows are of, or a part of it
 * @param after primary key that the rows begin after; null: from the beginning of the range on
 * @param rows in the order of their keys, with the table's stored columns
 * @param last whether the range has no rows after these
 * @param ends whether the request has no ranges after this one
 * @param mode why the rows are sent
 * @param reports what the center is told of the rows instead of them; none unless the job is a verification
 */
public record Chunk(
        Job job,
        StationTable table,
        TravellingRange range,
        @Nullable Row after,
        List<Row> rows,
        boolean last,
        boolean ends,
        LoadMode mode,
        List<RangeReport> reports) {
    public Chunk {
        rows = List.copyOf(rows);
        reports = List.copyOf(reports);
    }

    /** Whether it is the first of its range. */
    public boolean begins() {
        return after == null;
    }

    Chunk with(List<RangeReport> made) {
        return new Chunk(job, table, range, after, rows, last, ends, mode, made);
    }
}
