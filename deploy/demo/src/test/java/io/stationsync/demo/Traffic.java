package io.stationsync.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What travels on the topics with row changes, as any consumer of Kafka sees it. */
final class Traffic {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration POLL = Duration.ofMillis(100);

    private final Fleet fleet;

    Traffic(Fleet fleet) {
        this.fleet = fleet;
    }

    /** One record; {@code value} is the envelope. */
    record Message(String topic, long offset, JsonNode key, JsonNode value, Map<String, String> headers) {
        Message {
            headers = Map.copyOf(headers);
        }

        String op() {
            return value.path("op").asString();
        }

        String table() {
            return value.path("source").path("table").asString();
        }

        long id() {
            return key.path("id").asLong();
        }

        /** A column after the change. */
        String after(String column) {
            return value.path("after").path(column).asString();
        }

        /** Such as {@code sync.up.ST001.kafka_test u 7}. */
        String summary() {
            return "%s %s %d".formatted(topic, op(), id());
        }
    }

    /** The ends of the topics now, to be given to {@link #since}. */
    Map<String, Long> ends() {
        return fleet.endOffsets();
    }

    /** All committed records after {@code ends}, topic by topic in the order of their names. */
    List<Message> since(Map<String, Long> ends) {
        List<Message> messages = new ArrayList<>();
        Map<String, Long> now = new TreeMap<>(fleet.endOffsets());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                fleet.kafka().bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class))) {
            now.forEach((topic, end) -> {
                long begin = ends.getOrDefault(topic, 0L);
                if (begin < end) {
                    messages.addAll(read(consumer, new TopicPartition(topic, 0), begin, end));
                }
            });
        }
        return messages;
    }

    private static List<Message> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
        List<Message> messages = new ArrayList<>();
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).forEach(record -> messages.add(message(record)));
        }
        return messages;
    }

    private static Message message(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Message(
                record.topic(), record.offset(), JSON.readTree(record.key()), JSON.readTree(record.value()), headers);
    }
}
