package io.stationsync.quarantine;

import io.stationsync.model.RowKey;
import io.stationsync.wire.MaxRowSize;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Whatever is not too large may be sent. */
public record SizeJudge(MaxRowSize maxRowSize) implements Judge {

    @Override
    public @Nullable String problem(String table, RowKey key, ProducerRecord<byte[], byte[]> record) {
        return maxRowSize.problem(record);
    }

    @Override
    public @Nullable String problem(String table, ProducerRecord<byte[], byte[]> record) {
        return maxRowSize.problem(record);
    }
}
