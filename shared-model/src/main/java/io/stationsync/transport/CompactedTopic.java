package io.stationsync.transport;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what a compacted topic says now. */
final class CompactedTopic {
    private CompactedTopic() {}

    /**
     * The last committed value of each key.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException if Kafka stops answering half-way
     */
    static Map<String, byte[]> read(KafkaClients clients, String topic) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        TopicTail.read(clients, Map.of(topic, 0L), record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                values.remove(key);
            } else {
                values.put(key, record.value());
            }
        });
        return values;
    }
}
