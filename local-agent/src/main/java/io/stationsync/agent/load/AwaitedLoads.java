package io.stationsync.agent.load;

import io.stationsync.capture.CaptureException;
import io.stationsync.capture.RowsEvent;
import io.stationsync.model.Op;
import io.stationsync.model.RowChange;
import io.stationsync.wire.LoadMode;
import java.util.HashMap;
import java.util.Map;

/**
 * The loads in which the center's rows count that were asked for before the sender's place in the binlog and have not ended
 * there. Until then the station may lack deletes of the center, and says so with each change of such a table. Confined to the
 * sender's thread.
 */
public final class AwaitedLoads {
    private final Loads loads;
    private final Map<String, Long> requests = new HashMap<>();

    public AwaitedLoads(Loads loads) {
        this.loads = loads;
    }

    /**
     * The sender begins a session.
     *
     * @param overdue with requests that it has yet to come to: too many changes say it then, and none too few
     */
    public void restore(OverdueLoads overdue) {
        requests.clear();
        requests.putAll(overdue.ofCenter());
    }

    /** The sender comes to requests. @param event of {@link ResyncTable#ID} */
    public void meet(RowsEvent event) throws CaptureException {
        for (RowChange change : event.decode()) {
            if (change.op() == Op.INSERT) {
                requests.putAll(ResyncTable.ofCenter(change.image()));
            }
        }
    }

    /** The sender may have sent the last rows of a load. */
    public void look() {
        requests.entrySet().removeIf(request -> loads.isAnswered(request.getKey(), request.getValue()));
    }

    /** What a change of the table says. */
    public LoadMode mode(String table) {
        return requests.containsKey(table) ? LoadMode.CENTER : LoadMode.STATION;
    }
}
