package io.stationsync.center.receive;

import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.engine.State;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.transport.SyncMeters;

/** The gauges of one station's table. */
final class ReceiverGauges {
    private ReceiverGauges() {}

    static void register(
            SyncMeters meters, OpenConflicts openConflicts, QuarantineCount quarantined, UpPartition partition) {
        String[] tags = {
            "direction", "up",
            "station", partition.topic().station().value(),
            "table", partition.topic().table()
        };
        meters.gauge("sync.lag.rows", "Records of the station that wait in Kafka", "rows", partition::lagRows, tags);
        meters.gauge(
                "sync.lag.seconds",
                "Age of the oldest record of the station that waits in Kafka",
                "seconds",
                () -> partition.lag().toMillis() / 1000.0,
                tags);
        meters.gauge(
                "sync.table.running",
                "1 while the station's table is applied, 0 while it stands still",
                "",
                () -> partition.status().state() == State.RUNNING
                                || partition.status().state() == State.STARTING
                        ? 1
                        : 0,
                tags);
        meters.gauge(
                "sync.paused",
                "1 while an operator has the station's table stand still",
                "",
                () -> partition.isPaused() ? 1 : 0,
                tags);
        openConflicts.watch(partition.topic().station(), partition.topic().table());
        quarantined.watch(partition.topic().station(), partition.topic().table());
    }
}
