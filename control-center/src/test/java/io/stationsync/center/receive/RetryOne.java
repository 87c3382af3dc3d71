package io.stationsync.center.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.QuarantinedRow;
import io.stationsync.quarantine.SetAside.State;
import io.stationsync.transport.SyncMeters;
import java.time.Instant;
import java.util.Map;

/** Tries the row again of which the oldest change of station ST001's table {@code evolving} is in quarantine. */
final class RetryOne {
    private RetryOne() {}

    static void retry(ConflictDatabase database, StationApplier applier) throws Exception {
        SyncMeters meters = new SyncMeters(new SimpleMeterRegistry());
        String where = " FROM stationsync.sync_quarantine WHERE table_name = 'evolving' ORDER BY id LIMIT 1";
        QuarantinedRow row = new QuarantinedRow(
                database.value("SELECT topic" + where), "evolving", database.value("SELECT HEX(key_hash)" + where));
        long id = Long.parseLong(database.value("SELECT id" + where));
        QuarantinedChange change = new QuarantinedChange(
                id,
                "ST001",
                "evolving",
                row,
                0L,
                "",
                "u",
                State.REFUSED,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                1);
        new QuarantineRetry(database.dataSource(), applier, new TablePolicies(Map.of()), new ConflictReport(meters))
                .retry(change, Map.of(), false, connection -> {});
    }
}
