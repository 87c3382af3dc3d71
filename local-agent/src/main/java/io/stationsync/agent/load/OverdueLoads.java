package io.stationsync.agent.load;

import io.stationsync.agent.load.ResyncTable.Request;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Loads that were asked for and have not ended. One that takes their place deletes no row at either side if one of them would not
 * have: what was lost then is still lost.
 */
public final class OverdueLoads {
    private final Set<String> ofCenter;

    private OverdueLoads(Set<String> ofCenter) {
        this.ofCenter = Set.copyOf(ofCenter);
    }

    /** @param stored how far each table is, as stored with the position */
    public static OverdueLoads of(Connection connection, Map<String, TableLoad> stored) throws SQLException {
        Set<String> ofCenter = new HashSet<>();
        stored.forEach((table, load) -> {
            if (!load.done() && load.mode() == LoadMode.CENTER) {
                ofCenter.add(table);
            }
        });
        long known =
                stored.values().stream().mapToLong(TableLoad::request).min().orElse(0);
        for (Request request : ResyncTable.after(connection, known)) {
            TableLoad load = stored.get(request.job().table());
            boolean answered = load != null && load.request() >= request.id();
            if (!answered && request.job().kind() == Kind.RESYNC && request.mode() == LoadMode.CENTER) {
                ofCenter.add(request.job().table());
            }
        }
        return new OverdueLoads(ofCenter);
    }

    /** Of a load of all rows of the table that takes the place of these. */
    public LoadMode mode(String table) {
        return ofCenter.contains(table) ? LoadMode.CENTER : LoadMode.STATION;
    }
}
