package io.stationsync.center.receive;

import io.micrometer.core.instrument.Gauge;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.engine.State;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.transport.SyncMeters;
import java.util.List;

/** The gauges of one station's table, for as long as it has a topic. */
final class ReceiverGauges {
    private final SyncMeters meters;
    private final List<Gauge> gauges;

    private ReceiverGauges(SyncMeters meters, List<Gauge> gauges) {
        this.meters = meters;
        this.gauges = gauges;
    }

    static ReceiverGauges register(
            SyncMeters meters, OpenConflicts openConflicts, QuarantineCount quarantined, UpPartition partition) {
        String[] tags = {
            "direction", "up",
            "station", partition.topic().station().value(),
            "table", partition.topic().table()
        };
        List<Gauge> gauges = List.of(
                meters.gauge(
                        "sync.lag.rows", "Records of the station that wait in Kafka", "rows", partition::lagRows, tags),
                meters.gauge(
                        "sync.lag.seconds",
                        "Age of the oldest record of the station that waits in Kafka",
                        "seconds",
                        () -> partition.lag().toMillis() / 1000.0,
                        tags),
                meters.gauge(
                        "sync.table.running",
                        "1 while the station's table is applied, 0 while it stands still",
                        "",
                        () -> partition.status().state() == State.RUNNING
                                        || partition.status().state() == State.STARTING
                                ? 1
                                : 0,
                        tags),
                meters.gauge(
                        "sync.paused",
                        "1 while an operator has the station's table stand still",
                        "",
                        () -> partition.isPaused() ? 1 : 0,
                        tags));
        openConflicts.watch(partition.topic().station(), partition.topic().table());
        quarantined.watch(partition.topic().station(), partition.topic().table());
        return new ReceiverGauges(meters, gauges);
    }

    /** What is in quarantine or in conflict stays, and so do the gauges of it. */
    void remove() {
        gauges.forEach(meters::remove);
    }
}
