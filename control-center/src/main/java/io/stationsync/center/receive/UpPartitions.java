package io.stationsync.center.receive;

import io.stationsync.center.command.UpPauses;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stations' tables that one consumer reads, each from where the database says that it has been applied. There is no consumer
 * group: which are read, and from where, is decided here. Not thread-safe.
 */
final class UpPartitions {
    private static final Logger log = LoggerFactory.getLogger(UpPartitions.class);

    private final Consumer<byte[], byte[]> consumer;
    private final DataSource dataSource;
    private final Map<TopicPartition, UpPartition> known;
    private final Function<TopicPartition, UpPartition> begun;
    private Set<TopicPartition> assigned = Set.of();

    /**
     * @param known those that a consumer before this one has read, too; those that are new are added
     * @param begun makes one that is new
     */
    UpPartitions(
            Consumer<byte[], byte[]> consumer,
            DataSource dataSource,
            Map<TopicPartition, UpPartition> known,
            Function<TopicPartition, UpPartition> begun) {
        this.consumer = consumer;
        this.dataSource = dataSource;
        this.known = known;
        this.begun = begun;
    }

    /** From now on these are read. */
    void follow(Set<TopicPartition> partitions) throws SQLException {
        if (!partitions.equals(assigned)) {
            Set<TopicPartition> added = new HashSet<>(partitions);
            added.removeAll(assigned);
            consumer.assign(partitions);
            assigned = partitions;
            begin(added);
        }
    }

    private void begin(Set<TopicPartition> added) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        Map<TopicPartition, Progress> stored = new HashMap<>();
        try (Connection connection = dataSource.getConnection()) {
            for (Progress progress : ProgressTable.all(connection)) {
                stored.put(new TopicPartition(progress.topic(), progress.partition()), progress);
            }
        }
        for (TopicPartition partition : added) {
            UpPartition up = known.computeIfAbsent(partition, begun);
            up.progress(Optional.ofNullable(stored.get(partition)));
            goToProgress(up);
        }
    }

    int count() {
        return assigned.size();
    }

    UpPartition of(TopicPartition partition) {
        return Objects.requireNonNull(known.get(partition));
    }

    List<UpPartition> all() {
        return assigned.stream().map(this::of).toList();
    }

    /** As {@link Consumer#poll}; there must be some to read. */
    ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        return consumer.poll(patience);
    }

    /** The offset of what is read next. */
    long position(UpPartition up) {
        return consumer.position(up.partition());
    }

    /** The first offset that Kafka still has of each. */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    /** Has it read again what the database does not say is applied. */
    void goToStoredOffset(UpPartition up) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            up.progress(ProgressTable.find(
                    connection, up.partition().topic(), up.partition().partition()));
        }
        goToProgress(up);
    }

    private void goToProgress(UpPartition up) {
        if (up.nextOffset().isPresent()) {
            consumer.seek(up.partition(), up.nextOffset().getAsLong());
        } else {
            consumer.seekToBeginning(List.of(up.partition()));
        }
    }

    /** Reads nothing of it until {@link #resumeDue()}, and then from this offset. */
    void standStill(UpPartition up, long offset) {
        consumer.pause(List.of(up.partition()));
        consumer.seek(up.partition(), offset);
    }

    void resumeDue() {
        for (TopicPartition partition : consumer.paused()) {
            UpPartition up = of(partition);
            if (!up.isPaused() && up.isRetryDue()) {
                consumer.resume(List.of(partition));
            }
        }
    }

    /** What an operator has paused is not even fetched, so that nothing of it piles up here. */
    void follow(UpPauses pauses) throws SQLException {
        boolean looked = pauses.lookIfDue();
        List<TopicPartition> paused = new ArrayList<>();
        for (UpPartition up : all()) {
            Optional<String> why = pauses.of(up.topic());
            if (up.paused(why)) {
                log.info(
                        "{} is {}",
                        up.partition().topic(),
                        why.map("paused "::concat).orElse("resumed"));
            }
            if (why.isPresent()) {
                paused.add(up.partition());
            }
        }
        consumer.pause(paused);
        if (looked && !paused.isEmpty()) {
            // What is not fetched has no lag that the consumer knows of.
            consumer.endOffsets(paused)
                    .forEach((partition, end) -> of(partition).lag(Math.max(0, end - consumer.position(partition))));
        }
    }

    /** Tells each its lag. */
    void measure() {
        for (UpPartition up : all()) {
            if (!up.isPaused()) {
                up.lag(consumer.currentLag(up.partition()).orElse(0));
            }
        }
    }

    /** Those that have begun, are not paused and, as far as is known, have nothing more. */
    List<UpPartition> readToTheEnd() {
        Set<TopicPartition> paused = consumer.paused();
        return all().stream()
                .filter(up -> !paused.contains(up.partition())
                        && consumer.currentLag(up.partition()).equals(OptionalLong.of(0))
                        && up.hasBegun())
                .toList();
    }
}
