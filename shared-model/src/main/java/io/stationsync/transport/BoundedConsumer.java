package io.stationsync.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer whose polls have no more bytes than there is memory for. Kafka limits what is fetched as it is compressed, and a poll by
 * the number of its records alone: a fetch of 1 MB may be hundreds of megabytes of large rows. Not thread-safe.
 */
final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {
    /** Of the values of one poll; the last one may be larger than what was left. */
    static final long MOST_BYTES = 8L * 1024 * 1024;

    private final Values values;

    BoundedConsumer(Map<String, Object> settings) {
        this(settings, new Values());
    }

    private BoundedConsumer(Map<String, Object> settings, Values values) {
        super(settings, new ByteArrayDeserializer(), values);
        this.values = values;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        values.bytes = 0;
        return super.poll(timeout);
    }

    /**
     * Refuses the values for which a poll has no room. Kafka reads them one by one, in the thread that polls; one that can't be read ends
     * the poll, if it has any record, and is the first to be read in the next (KIP-334). Kafka logs an error each time, which {@code
     * logging.level} of both services leaves out.
     */
    private static final class Values extends ByteArrayDeserializer {
        /** Bytes of a value from which on its headers are released; for each small one it would cost too much. */
        private static final int LARGE = 4096;

        private long bytes;

        @Override
        public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
            if (bytes >= MOST_BYTES) {
                throw new SerializationException(
                        "The poll has %d bytes, the rest comes with the next".formatted(bytes));
            }
            int size = data == null ? 0 : data.remaining();
            bytes += size;
            if (size >= LARGE) {
                release(headers);
            }
            return super.deserialize(topic, headers, data);
        }

        /** A header that nobody has read keeps all of its record in memory: it is read at once. */
        private static void release(Headers headers) {
            for (Header header : headers) {
                header.key();
                header.value();
            }
        }
    }
}
