package io.stationsync.center.conflict;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.StationCode;
import io.stationsync.transport.SyncMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs conflicts once they are stored. Thread-safe. */
public final class ConflictReport {
    private static final Logger log = LoggerFactory.getLogger(ConflictReport.class);

    private final SyncMeters meters;

    public ConflictReport(SyncMeters meters) {
        this.meters = meters;
    }

    /** @param policy of the table */
    public void stored(StationCode station, String table, Conflict policy, EditConflict conflict) {
        meters.count(
                "sync.conflicts",
                "Rows that both sides had changed without knowing of each other",
                "station",
                station.value(),
                "table",
                table);
        log.warn(
                "conflict in {} {}: {} under {}; columns {}; both rows are in stationsync.sync_conflict, see /api/conflicts",
                table,
                conflict.key(),
                conflict.outcome().code(),
                policy,
                conflict.columns());
    }
}
