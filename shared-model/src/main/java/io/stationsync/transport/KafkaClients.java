package io.stationsync.transport;

import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka clients from the site's settings, with those that correctness rests on fixed. Thread-safe.
 *
 * @param producer settings such as servers and security; likewise the other two
 */
public record KafkaClients(
        Map<String, Object> producer, Map<String, Object> consumer, Map<String, Object> admin, MaxRowSize maxRowSize) {
    private static final long BUFFER_BYTES = 32L * 1024 * 1024;

    /** As they are compressed: tens of thousands of rows of the usual size. A larger batch is fetched all the same. */
    private static final int FETCH_BYTES = 1024 * 1024;

    /** How long a dead broker goes unnoticed at the most. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long a broker may have nothing to say to a quiet consumer. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    /**
     * A consumer counts each partition a dozen ways. With thousands of them, JMX and the broker's copy of that take more memory than all
     * else.
     */
    private static final Map<String, Object> WITHOUT_METRICS = Map.of(
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            List.of(),
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
            false);

    public KafkaClients {
        producer = Map.copyOf(producer);
        consumer = Map.copyOf(consumer);
        admin = Map.copyOf(admin);
    }

    public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
        Map<String, Object> settings = new HashMap<>(WITHOUT_METRICS);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER_BYTES, 2L * maxRowSize.largestMessage()));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                PATIENCE.dividedBy(2).toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        settings.putAll(producer);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRowSize.largestMessage());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings);
    }

    /** A consumer that sees committed transactions only and never goes to another offset by itself. */
    public Consumer<byte[], byte[]> consumer(int maxPollRecords) {
        return consumer(maxPollRecords, Map.of());
    }

    /**
     * As {@link #consumer}, for a partition to which little is written, over a way that has a price: while nothing is, the broker is
     * asked every 10 s instead of twice a second. What is written comes as soon. Whatever else is asked of the broker waits
     * behind that, so such a consumer is to be closed without patience, and notices a dead broker later.
     */
    public Consumer<byte[], byte[]> quietConsumer(int maxPollRecords) {
        if (consumer.containsKey(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
            // It may be shorter than the wait, which would then end every connection.
            return consumer(maxPollRecords);
        }
        return consumer(
                maxPollRecords,
                Map.of(
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) QUIET.toMillis(),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) QUIET.plus(PATIENCE.dividedBy(2)).toMillis(),
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) QUIET.plus(PATIENCE).toMillis()));
    }

    private Consumer<byte[], byte[]> consumer(int maxPollRecords, Map<String, Object> quiet) {
        Map<String, Object> settings = new HashMap<>(WITHOUT_METRICS);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                PATIENCE.dividedBy(2).toMillis());
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.putAll(quiet);
        settings.putAll(consumer);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new BoundedConsumer(settings);
    }

    public Admin newAdmin() {
        Map<String, Object> settings = new HashMap<>(WITHOUT_METRICS);
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("request.timeout.ms", (int) PATIENCE.dividedBy(2).toMillis());
        settings.put("reconnect.backoff.max.ms", 1_000L);
        settings.putAll(admin);
        return Admin.create(settings);
    }
}
