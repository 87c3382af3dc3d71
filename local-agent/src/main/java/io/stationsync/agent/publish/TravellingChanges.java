package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.UndecidedRowException;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.StationCode;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import java.util.List;
import java.util.Objects;

/** What the center is told of a change of a station's row: what has been selected to travel. */
final class TravellingChanges {
    private final StationCode station;
    private final SyncMeters meters;

    TravellingChanges(StationCode station, SyncMeters meters) {
        this.station = station;
        this.meters = meters;
    }

    /** Of a change that the station has made: none, one or two. */
    List<RowChange> ofOwn(StationTable table, RowChange change) throws EngineException {
        try {
            meters.rows(Stage.CAPTURED, table.name(), change.op().code(), 1);
            return table.travelling(change, station.value())
                    .map(travelling -> withKeyKept(table, travelling))
                    .orElse(List.of());
        } catch (UndecidedRowException e) {
            throw undecided(table, change, e);
        }
    }

    /** Of a change that the center has made here: it knows all but that the row travels no more. */
    List<RowChange> ofApplied(StationTable table, RowChange change) throws EngineException {
        try {
            return table.takenOut(change, station.value()).map(List::of).orElse(List.of());
        } catch (UndecidedRowException e) {
            throw undecided(table, change, e);
        }
    }

    private static EngineException undecided(StationTable table, RowChange change, UndecidedRowException e) {
        return new EngineException(
                State.FAILED,
                "rows of sync.selection can't decide about a row of %s with the key %s: %s. Correct the expression and start again"
                        .formatted(table.name(), table.storedKey(change.image()), e.getMessage()),
                e);
    }

    /** A change of the key is the end of one row and the beginning of another. */
    private static List<RowChange> withKeyKept(StationTable table, RowChange change) {
        if (change.op() != Op.UPDATE) {
            return List.of(change);
        }
        Row before = Objects.requireNonNull(change.before());
        Row after = Objects.requireNonNull(change.after());
        return table.key(before).equals(table.key(after))
                ? List.of(change)
                : List.of(RowChange.delete(before), RowChange.insert(after));
    }
}
