package io.stationsync.quarantine;

import io.stationsync.model.RowKey;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Says which changes may not be sent. Thread-safe. */
public interface Judge {

    /**
     * @param key of the row, as in the record's key
     * @return why the change may not be sent, without row values; null if it may
     */
    @Nullable
    String problem(String table, RowKey key, ProducerRecord<byte[], byte[]> record);

    /**
     * The same of a change that was set aside.
     *
     * @throws io.stationsync.wire.UndecodableRecordException if the table has gone or is another by now; likewise
     *     {@link IllegalArgumentException}
     */
    @Nullable
    String problem(String table, ProducerRecord<byte[], byte[]> record);
}
