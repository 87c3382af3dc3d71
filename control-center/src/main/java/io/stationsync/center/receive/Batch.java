package io.stationsync.center.receive;

import io.stationsync.database.Progress;
import io.stationsync.model.KeyRange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.quarantine.SetAside;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records of one up topic that can be applied at once.
 *
 * @param size records of it, duplicates and unreadable ones with them
 * @param changes that are new, in order
 * @param unreadable what is no change of the table and will be set aside
 * @param nextOffset after the last record
 * @param seq of the last record
 * @param seen the same for all that are new: a batch that reported less than the last of them has seen would have messages
 *     sent again that the station has applied long ago
 * @param truncates whether it is about all rows of the station, and has no other changes
 * @param load whether all that are new are of a load; otherwise none is
 * @param mode of that load; of other changes {@link LoadMode#CENTER} if the station waits for such a load of the table, since
 *     deletes of the center may not have reached it
 * @param ranges of keys in which the station has the rows of the batch and no others; empty unless it is of a load
 * @param report what the station tells of its rows instead of changing any; null if it is none. A batch of its own
 * @param again whether the station has sent some of them after others that it made later
 */
record Batch(
        int size,
        List<Received> changes,
        List<SetAside> unreadable,
        long nextOffset,
        Seq seq,
        long seen,
        boolean truncates,
        boolean load,
        LoadMode mode,
        List<KeyRange> ranges,
        @Nullable RangeReport report,
        boolean again) {
    Batch {
        changes = List.copyOf(changes);
        unreadable = List.copyOf(unreadable);
        ranges = List.copyOf(ranges);
    }

    /** A change and the record it came in. */
    record Received(ConsumerRecord<byte[], byte[]> record, StationChange change) {}

    /** Where the partition is once it has been applied. */
    Progress to(TopicPartition partition) {
        return new Progress(partition.topic(), partition.partition(), nextOffset, seq, seen);
    }

    /** What the marker says of the number of changes: see {@link io.stationsync.database.ProgressTable.Marker#again()}. */
    int markerRows() {
        return again ? -changes.size() : changes.size();
    }

    /** Whether it says something of rows of the station that are not in it. */
    boolean concernsOtherRows() {
        return truncates || load || report != null;
    }

    /** The rows that it changes. */
    Set<RowKey> keys() {
        return changes.stream().map(received -> received.change().key()).collect(Collectors.toSet());
    }
}
