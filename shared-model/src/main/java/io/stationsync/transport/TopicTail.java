package io.stationsync.transport;

import io.stationsync.engine.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads topics of one partition from an offset to where they end now, committed records only. */
public final class TopicTail {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicTail() {}

    /** What is wanted of a topic, from {@code start} to before {@code end}. */
    private record Tail(TopicPartition partition, long start, long end) {}

    /**
     * Those of one topic come in their order, those of different topics in any.
     *
     * @param from for each topic the first offset wanted; where the topic begins later, from there
     * @throws TimeoutException if Kafka stops answering half-way
     */
    public static void read(
            KafkaClients clients, Map<String, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (var consumer = clients.consumer(5_000)) {
            List<Tail> unread = new ArrayList<>(tails(consumer, from));
            consumer.assign(unread.stream().map(Tail::partition).toList());
            unread.forEach(tail -> consumer.seek(tail.partition(), tail.start()));
            Deadline deadline = Deadline.in(PATIENCE);
            while (!unread.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reader.accept(record);
                    deadline = Deadline.in(PATIENCE);
                }
                List<Tail> read = unread.stream()
                        .filter(tail -> consumer.position(tail.partition()) >= tail.end())
                        .toList();
                consumer.pause(read.stream().map(Tail::partition).toList());
                unread.removeAll(read);
                if (deadline.hasPassed()) {
                    throw new TimeoutException("Kafka gave no record for %d s before the end of: %s"
                            .formatted(PATIENCE.toSeconds(), unread));
                }
            }
        }
    }

    /** Those of which something is wanted. */
    private static List<Tail> tails(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, Map<String, Long> from) {
        List<TopicPartition> partitions = from.keySet().stream()
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream()
                .map(partition -> new Tail(
                        partition,
                        Math.max(begins.getOrDefault(partition, 0L), from.getOrDefault(partition.topic(), 0L)),
                        ends.getOrDefault(partition, 0L)))
                .filter(tail -> tail.start() < tail.end())
                .toList();
    }
}
