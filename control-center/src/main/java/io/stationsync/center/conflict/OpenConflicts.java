package io.stationsync.center.conflict;

import io.stationsync.model.StationCode;
import io.stationsync.transport.CountedPlaces;
import io.stationsync.transport.CountedPlaces.What;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** How many conflicts wait for an operator, as gauges; see {@link CountedPlaces}. Thread-safe. */
public final class OpenConflicts {
    private static final String COUNT = """
            SELECT station, table_name, COUNT(*)
              FROM stationsync.sync_conflict
             WHERE state = 'open'
             GROUP BY station, table_name
            """;

    private static final What WHAT = new What("sync.conflicts.open", "Conflicts that wait for an operator", COUNT);

    private final CountedPlaces places;

    /** @param background where the database is asked; one task at a time */
    OpenConflicts(DataSource dataSource, SyncMeters meters, Clock clock, Executor background) {
        this.places = new CountedPlaces(WHAT, dataSource, meters, clock, background);
    }

    /** Has a gauge for a station's table, also while none of its conflicts is open. */
    public void watch(StationCode station, String table) {
        places.watch(station, table);
    }

    /** Of all stations; 0 as long as it is not known. */
    public long total() {
        return places.total();
    }

    /** The numbers have changed. */
    void lookAgain() {
        places.lookAgain();
    }
}
