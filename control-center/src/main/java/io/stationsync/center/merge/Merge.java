package io.stationsync.center.merge;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a station's update makes of the master's row: only columns that the station changed are touched, and one of them
 * is in conflict if the master's value is neither what the station saw nor what it wrote.
 *
 * @param row the master's row after the merge, with all its columns
 * @param conflicts columns that both sides have changed, in the row's order, whoever won
 */
public record Merge(Row row, List<String> conflicts) {
    public Merge {
        conflicts = List.copyOf(conflicts);
    }

    /** @param current the master's row; it has every column of the images */
    public static Merge of(Row current, Row before, Row after, Conflict policy) {
        Map<String, Value> changes = new LinkedHashMap<>();
        List<String> conflicts = new ArrayList<>();
        for (String column : after.columnsDifferingFrom(before)) {
            Value master = current.get(column);
            Value wanted = after.get(column);
            boolean conflict = !master.equals(before.find(column)) && !master.equals(wanted);
            if (conflict) {
                conflicts.add(column);
            }
            if (!conflict || policy == Conflict.STATION_WINS) {
                changes.put(column, wanted);
            }
        }
        return new Merge(changes.isEmpty() ? current : current.with(changes), conflicts);
    }
}
