package io.stationsync.center.send;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.model.Row;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose row a policy names, where rows are only updated. Under {@code control-wins} (and {@code manual}) it is the center's
 * last edit, or the station's last if the station knew that one; under {@code station-wins} it is the station's last edit, or
 * the center's last if the center knew that one; under {@code newest-wins} it is the last edit of all.
 */
final class Winners {
    private final Map<String, OfRow> rows = new HashMap<>();

    private static final class OfRow {
        private int centerEdits;
        private int stationEdits;
        private int centerEditsKnownAtStation;
        private int stationEditsKnownAtCenter;
        private @Nullable Row lastAtCenter;
        private @Nullable Row lastAtStation;
        private @Nullable Row last;
        private boolean stationKnew;
        private boolean centerKnew;
    }

    private OfRow of(String row) {
        return rows.computeIfAbsent(row, r -> new OfRow());
    }

    void editAtStation(String row, Row after) {
        OfRow of = of(row);
        of.stationEdits++;
        of.stationKnew = of.centerEditsKnownAtStation == of.centerEdits;
        of.centerKnew = false;
        of.lastAtStation = after;
        of.last = after;
    }

    void editAtCenter(String row, Row after) {
        OfRow of = of(row);
        of.centerEdits++;
        of.centerKnew = of.stationEditsKnownAtCenter == of.stationEdits;
        of.stationKnew = false;
        of.lastAtCenter = after;
        of.last = after;
    }

    /** The center's edit has reached the station. */
    void arrivedAtStation(String row) {
        of(row).centerEditsKnownAtStation++;
    }

    /** The station's edit has reached the center. */
    void arrivedAtCenter(String row) {
        of(row).stationEditsKnownAtCenter++;
    }

    /** @return row to the edit that must be visible at the end */
    Map<String, Row> under(TablePolicy policy) {
        Map<String, Row> winners = new HashMap<>();
        rows.forEach((row, of) -> {
            Row winner =
                    switch (policy.conflict()) {
                        case CONTROL_WINS, MANUAL ->
                            of.lastAtCenter == null || of.stationKnew ? of.lastAtStation : of.lastAtCenter;
                        case STATION_WINS ->
                            of.lastAtStation == null || of.centerKnew ? of.lastAtCenter : of.lastAtStation;
                        case NEWEST_WINS -> of.last;
                    };
            if (winner != null) {
                winners.put(row, winner);
            }
        });
        return winners;
    }
}
