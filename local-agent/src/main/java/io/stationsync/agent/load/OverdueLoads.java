package io.stationsync.agent.load;

import io.stationsync.agent.load.ResyncTable.Request;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads that were asked for and have not ended. One that takes their place deletes no row at either side if one of them would not
 * have: what was lost then is still lost.
 */
public final class OverdueLoads {
    private final Map<String, Long> ofCenter;

    private OverdueLoads(Map<String, Long> ofCenter) {
        this.ofCenter = Map.copyOf(ofCenter);
    }

    /** @param stored how far each table is, as stored with the position */
    public static OverdueLoads of(Connection connection, Map<String, TableLoad> stored) throws SQLException {
        Map<String, Long> ofCenter = new HashMap<>();
        stored.forEach((table, load) -> {
            if (!load.done() && load.mode() == LoadMode.CENTER) {
                ofCenter.put(table, load.request());
            }
        });
        for (Request request : ResyncTable.after(connection, Loads.known(stored))) {
            TableLoad load = stored.get(request.job().table());
            boolean answered = load != null && load.request() >= request.id();
            if (!answered && request.job().kind() == Kind.RESYNC && request.mode() == LoadMode.CENTER) {
                ofCenter.put(request.job().table(), request.id());
            }
        }
        return new OverdueLoads(ofCenter);
    }

    /** The last request by table, of those in which the center's rows count. */
    Map<String, Long> ofCenter() {
        return ofCenter;
    }

    /** Of a load of all rows of the table that takes the place of these. */
    public LoadMode mode(String table) {
        return ofCenter.containsKey(table) ? LoadMode.CENTER : LoadMode.STATION;
    }
}
