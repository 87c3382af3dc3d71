package io.stationsync.quarantine;

import io.stationsync.model.StationCode;
import io.stationsync.transport.CountedPlaces;
import io.stationsync.transport.CountedPlaces.What;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** How many changes are in quarantine, as gauges; see {@link CountedPlaces}. Thread-safe. */
public final class QuarantineCount {
    private static final String COUNT = """
            SELECT station, table_name, COUNT(*)
              FROM stationsync.sync_quarantine
             GROUP BY station, table_name
            """;

    private static final What WHAT = new What("sync.quarantined.rows", "Changes in quarantine", COUNT);

    private final CountedPlaces places;

    /** @param background where the database is asked; one task at a time */
    QuarantineCount(DataSource dataSource, SyncMeters meters, Clock clock, Executor background) {
        this.places = new CountedPlaces(WHAT, dataSource, meters, clock, background);
    }

    /** Has a gauge for a station's table, also while none of its changes is there. */
    public void watch(StationCode station, String table) {
        places.watch(station, table);
    }

    /** Of all stations; 0 as long as it is not known. */
    public long total() {
        return places.total();
    }

    /** Of one station by table, where there are any; empty as long as it is not known. */
    public Map<String, Long> byTable(StationCode station) {
        return places.byTable(station);
    }

    /** The numbers have changed. */
    public void lookAgain() {
        places.lookAgain();
    }
}
