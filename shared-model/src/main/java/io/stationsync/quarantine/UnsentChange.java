package io.stationsync.quarantine;

import io.stationsync.model.Op;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A change on its way to be sent.
 *
 * @param station whose row it is
 * @param source where the binlog has it
 * @param record with the headers that belong to the change; those of the moment of sending come later
 */
public record UnsentChange(
        StationCode station, String table, RowKey key, Op op, Source source, ProducerRecord<byte[], byte[]> record) {

    /** What tells it from any other of its topic: the same if the binlog is read again. A row may make several, of other ops. */
    String origin() {
        return "%s/%d/%s".formatted(source.gtid(), source.row(), op.code());
    }
}
