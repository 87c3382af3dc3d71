package io.stationsync.center.receive;

import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.wire.StatusRecords.ResyncNeed;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one table of one station is doing at the center.
 *
 * @param since when the state began, ISO-8601
 * @param appliedRows since this process started
 * @param lagRows records that wait in Kafka
 * @param lastError null if none has happened
 * @param paused since when, by whom and why an operator has it stand still; null if nobody has
 * @param resyncNeeded why the station sends no changes of the table until it is sent again as a whole; null if it does
 */
public record TableStatus(
        String station,
        String table,
        State state,
        String since,
        long appliedRows,
        long lagRows,
        double lagSeconds,
        @Nullable String lastError,
        @Nullable String paused,
        @Nullable String resyncNeeded)
        implements Comparable<TableStatus> {

    /** @param need of the station */
    static TableStatus of(UpPartition partition, Optional<ResyncNeed> need) {
        EngineStatus.Current current = partition.status().current();
        return new TableStatus(
                partition.topic().station().value(),
                partition.topic().table(),
                current.state(),
                current.since().toString(),
                partition.appliedRows(),
                partition.lagRows(),
                partition.lag().toMillis() / 1000.0,
                current.lastError(),
                partition.whyPaused(),
                need.map(why -> "since %s: %s".formatted(why.gtid(), why.reason()))
                        .orElse(null));
    }

    @Override
    public int compareTo(TableStatus other) {
        return Comparator.comparing(TableStatus::station)
                .thenComparing(TableStatus::table)
                .compare(this, other);
    }
}
