package io.stationsync.transport;

import io.stationsync.model.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One Kafka transaction in the making. Begins with its first record. Confined to the sender's thread. */
public final class Outbox {
    private final Producer<byte[], byte[]> producer;
    private final Map<TableOp, Integer> sent = new HashMap<>();
    private boolean open;
    private int rows;

    /** What a record is counted as. */
    record TableOp(String table, String op) {}

    Outbox(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Adds the record of a row of that table. What goes wrong later shows when the transaction is committed. */
    public void send(String table, Op op, ProducerRecord<byte[], byte[]> record) {
        send(table, op, record, offset -> {});
    }

    /** Adds a record that is of no row. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        begin();
        rows++;
        producer.send(record);
    }

    /** @param onOffset told the record's offset from another thread, before the commit returns; never told if it fails */
    public void send(String table, Op op, ProducerRecord<byte[], byte[]> record, LongConsumer onOffset) {
        begin();
        rows++;
        sent.merge(new TableOp(table, op.code()), 1, Integer::sum);
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                onOffset.accept(metadata.offset());
            }
        });
    }

    void status(String topic, byte[] key, byte[] value) {
        begin();
        producer.send(new ProducerRecord<>(topic, 0, key, value));
    }

    int rows() {
        return rows;
    }

    /** @return the number of rows that are now published, by table and op */
    Map<TableOp, Integer> commit() {
        begin();
        producer.commitTransaction();
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
