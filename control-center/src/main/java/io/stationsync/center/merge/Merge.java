package io.stationsync.center.merge;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a station's update makes of the master's row. Only columns that the station changed are touched. A column is
 * contested if the master's value is neither what the station saw nor what it wrote: then the center has changed it and the
 * station did not know. Where a table is merged by row, any such column contests the whole row.
 *
 * @param row the master's row after the merge, with all its columns
 * @param conflicts the columns in which both sides disagree, in the row's order, whoever won; empty if nothing is contested
 * @param stationWins whether the contested columns have the station's values now; false if nothing is contested
 */
public record Merge(Row row, List<String> conflicts, boolean stationWins) {
    public Merge {
        conflicts = List.copyOf(conflicts);
    }

    /** @param current the master's row; it has every column of the images */
    public static Merge of(Row current, Row before, Row after, TablePolicy policy) {
        List<String> changed = after.columnsDifferingFrom(before);
        List<String> looked =
                policy.merge() == Granularity.ROW ? after.columns().names() : changed;
        List<String> contested = looked.stream()
                .filter(column -> !column.equals(policy.newestBy()))
                .filter(column -> isContested(column, current, before, after))
                .toList();
        if (contested.isEmpty()) {
            return new Merge(with(current, before, after, changed, policy), List.of(), false);
        }
        boolean stationWins = stationWins(current, after, policy);
        if (policy.merge() == Granularity.ROW) {
            return new Merge(
                    stationWins ? current.with(after.toMap()) : current,
                    after.columnsDifferingFrom(current),
                    stationWins);
        }
        List<String> taken = changed.stream()
                .filter(column -> stationWins || !contested.contains(column))
                .toList();
        return new Merge(with(current, before, after, taken, policy), contested, stationWins);
    }

    private static boolean isContested(String column, Row current, Row before, Row after) {
        Value master = current.get(column);
        return !master.equals(before.find(column)) && !master.equals(after.get(column));
    }

    /** The master's row with the station's values of these columns; the stamp of both sides becomes the later one. */
    private static Row with(Row current, Row before, Row after, List<String> columns, TablePolicy policy) {
        Map<String, Value> changes = new HashMap<>();
        for (String column : columns) {
            boolean stampOfBoth = column.equals(policy.newestBy()) && isContested(column, current, before, after);
            if (!stampOfBoth || Stamps.isLater(after.get(column), current.get(column))) {
                changes.put(column, after.get(column));
            }
        }
        return changes.isEmpty() ? current : current.with(changes);
    }

    private static boolean stationWins(Row current, Row after, TablePolicy policy) {
        if (policy.conflict() == Conflict.NEWEST_WINS) {
            String stamp = String.valueOf(policy.newestBy());
            return Stamps.isLater(after.get(stamp), current.get(stamp));
        }
        return policy.conflict() == Conflict.STATION_WINS;
    }
}
