package io.stationsync.transport;

import io.stationsync.model.Op;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One Kafka transaction in the making. Begins with its first record. Confined to the sender's thread. */
public final class Outbox {
    /** It is stored all the same, and will be read back. */
    private static final String OFFSET_UNKNOWN =
            "Kafka has met a record again after its answer was lost, and does not say at which offset it has it";

    private final Producer<byte[], byte[]> producer;
    private final Map<TableOp, Integer> sent = new HashMap<>();
    private volatile @Nullable Exception refusal;
    private boolean open;
    private int rows;

    /** What a record is counted as. */
    record TableOp(String table, String op) {}

    Outbox(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Adds the record of a row of that table.
     *
     * @throws KafkaException of this record or one before it, so that the transaction will not be committed. Kafka's client only
     *     tells when it is to be committed, and waits anew for each record until then. What goes wrong later shows at the commit
     */
    public void send(String table, Op op, ProducerRecord<byte[], byte[]> record) {
        send(table, op, record, offset -> {});
    }

    /** Adds a record that is of no row. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        begin();
        rows++;
        send(record, offset -> {});
    }

    /** @param onOffset told the record's offset from another thread, before the commit returns; never told if it fails */
    public void send(String table, Op op, ProducerRecord<byte[], byte[]> record, LongConsumer onOffset) {
        begin();
        rows++;
        sent.merge(new TableOp(table, op.code()), 1, Integer::sum);
        send(record, onOffset);
    }

    private void send(ProducerRecord<byte[], byte[]> record, LongConsumer onOffset) {
        producer.send(record, (metadata, failure) -> {
            if (failure == null && metadata.hasOffset()) {
                onOffset.accept(metadata.offset());
            } else if (refusal == null) {
                // Those that follow say no more than that the transaction has failed.
                refusal = failure == null ? new KafkaException(OFFSET_UNKNOWN) : failure;
            }
        });
        checkRefusal();
    }

    private void checkRefusal() {
        Exception known = refusal;
        if (known != null) {
            throw known instanceof KafkaException kafka ? kafka : new KafkaException(known);
        }
    }

    /** @param value null takes back what the key said @param onOffset as of a row's record */
    void status(String topic, String key, byte @Nullable [] value, LongConsumer onOffset) {
        begin();
        send(new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value), onOffset);
    }

    int rows() {
        return rows;
    }

    /** @return the number of rows that are now published, by table and op */
    Map<TableOp, Integer> commit() {
        begin();
        producer.commitTransaction();
        checkRefusal();
        open = false;
        rows = 0;
        Map<TableOp, Integer> published = Map.copyOf(sent);
        sent.clear();
        return published;
    }

    private void begin() {
        if (!open) {
            producer.beginTransaction();
            open = true;
        }
    }
}
