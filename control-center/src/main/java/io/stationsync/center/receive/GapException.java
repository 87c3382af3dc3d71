package io.stationsync.center.receive;

import io.stationsync.model.Seq;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of an up topic are missing. */
final class GapException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Seq arriving;

    GapException(ConsumerRecord<byte[], byte[]> record, Seq last, Seq arriving) {
        super("%s offset %d has the number %s after %s".formatted(record.topic(), record.offset(), arriving, last));
        this.arriving = arriving;
    }

    /** The number of the first record after the gap. */
    Seq arriving() {
        return arriving;
    }
}
