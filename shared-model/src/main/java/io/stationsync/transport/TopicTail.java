package io.stationsync.transport;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a topic of one partition from an offset to where it ends now, committed records only. */
public final class TopicTail {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicTail() {}

    /**
     * @param from the first offset wanted; where the topic begins later, from there
     * @throws TimeoutException if Kafka stops answering half-way
     */
    public static void read(
            KafkaClients clients, String topic, long from, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = clients.consumer(5_000)) {
            consumer.assign(List.of(partition));
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(begin, Math.min(from, end)));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reader.accept(record);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("topic %s gave no record for %d s before offset %d"
                            .formatted(topic, PATIENCE.toSeconds(), end));
                }
            }
        }
    }
}
