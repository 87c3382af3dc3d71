package io.stationsync.agent.apply;

import io.stationsync.model.Seq;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Messages of the return topic are missing before a record. */
final class MissingMessagesException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Seq before;

    MissingMessagesException(ConsumerRecord<byte[], byte[]> record, Seq last, Seq arriving) {
        super("%s offset %d has the number %s after %s".formatted(record.topic(), record.offset(), arriving, last));
        this.before = new Seq(arriving.epoch(), arriving.number() - 1);
    }

    /** The number that the record before it has or would have. */
    Seq before() {
        return before;
    }
}
