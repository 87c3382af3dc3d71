package io.stationsync.wire;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How large a row may be to travel, the setting {@code sync.max-row-size}. The size of a row is the length of its record's
 * key and value, JSON in UTF-8, so that it depends neither on compression nor on the records around it. Headers, what Kafka
 * adds, and what an incompressible row may grow by when it is compressed fit into {@link #OVERHEAD}.
 *
 * @param bytes the largest size that travels
 */
public record MaxRowSize(long bytes) {
    /** What a message is larger than its row at the most. */
    public static final int OVERHEAD = 1024 * 1024;

    public static final MaxRowSize DEFAULT = new MaxRowSize(16L * 1024 * 1024);

    private static final long SMALLEST = 1024;

    /** A broker takes no request above {@code socket.request.max.bytes}, which is 100 MiB by default. */
    private static final long LARGEST = 64L * 1024 * 1024;

    public MaxRowSize {
        if (!isValid(bytes)) {
            throw new IllegalArgumentException("sync.max-row-size: %d bytes (expected: 1KB..64MB)".formatted(bytes));
        }
    }

    public static boolean isValid(long bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST;
    }

    /** What a topic, a request and a fetch must be able to hold, in bytes. */
    public int largestMessage() {
        return Math.toIntExact(bytes + OVERHEAD);
    }

    /** @return why the row of this record can't travel; null if it can */
    public @Nullable String problem(ProducerRecord<byte[], byte[]> record) {
        long size = (long) record.key().length + record.value().length;
        return size <= bytes
                ? null
                : "the row is %d bytes (expected: %d or less, see sync.max-row-size)".formatted(size, bytes);
    }
}
