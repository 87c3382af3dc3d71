package io.stationsync.center.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.quarantine.QuarantinedRow;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.model.StationCode;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.TopicNames.UpTopic;
import java.util.Map;

/** Tries the row again of which the oldest change of station ST001's table {@code evolving} is in quarantine. */
final class RetryOne {
    private RetryOne() {}

    static void retry(ConflictDatabase database, StationApplier applier) throws Exception {
        SyncMeters meters = new SyncMeters(new SimpleMeterRegistry());
        String where = " FROM stationsync.sync_quarantine WHERE table_name = 'evolving' ORDER BY id LIMIT 1";
        QuarantinedRow row = new QuarantinedRow(
                database.value("SELECT topic" + where), database.value("SELECT HEX(key_hash)" + where));
        new QuarantineRetry(database.dataSource(), applier, new TablePolicies(Map.of()), new ConflictReport(meters))
                .retry(new UpTopic(new StationCode("ST001"), "evolving"), row, Map.of(), null, connection -> {});
    }
}
