package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.quarantine.SetAside;
import io.stationsync.center.receive.Batch.Received;
import io.stationsync.center.table.MasterTable;
import io.stationsync.database.Progress;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Columns;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.UndecodableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of up topics. Whatever they contain, each becomes a change, a duplicate or something to set aside. */
final class BatchReader {
    private final Fleet fleet;
    private final SyncMeters meters;
    private final EnvelopeReader reader = new EnvelopeReader();

    BatchReader(Fleet fleet, SyncMeters meters) {
        this.fleet = fleet;
        this.meters = meters;
    }

    /** A batch in the making. */
    private static final class Reading {
        private final List<Received> changes = new ArrayList<>();
        private final List<SetAside> unreadable = new ArrayList<>();
        private boolean truncates;
        private int size;
        private Seq seq;
        private long seen;

        private Reading(UpPartition partition) {
            this.seq = partition.seq();
            this.seen = partition.progress().map(Progress::seen).orElse(-1L);
        }
    }

    /**
     * Reads the first of the records, as many as have seen the same of the return topic and have the same shape; at least one.
     *
     * @param shape of the first record's rows
     * @throws EngineException if numbers are missing
     */
    Batch read(
            UpPartition partition, MasterTable table, TableSchema shape, List<ConsumerRecord<byte[], byte[]>> records)
            throws EngineException {
        String fingerprint = RecordHeaders.schema(records.get(0).headers());
        Reading reading = new Reading(partition);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!RecordHeaders.schema(record.headers()).equals(fingerprint) || reading.truncates) {
                break;
            }
            try {
                if (!read(reading, partition, table, shape, record)) {
                    break;
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                reading.unreadable.add(SetAside.unreadable(record, String.valueOf(e.getMessage())));
            }
            reading.size++;
        }
        long nextOffset = records.get(reading.size - 1).offset() + 1;
        return new Batch(
                reading.size,
                reading.changes,
                reading.unreadable,
                reading.truncates,
                nextOffset,
                reading.seq,
                reading.seen);
    }

    /** @return false if the record belongs to the next batch */
    private boolean read(
            Reading reading,
            UpPartition partition,
            MasterTable table,
            TableSchema shape,
            ConsumerRecord<byte[], byte[]> record)
            throws EngineException {
        Seq arriving = RecordHeaders.seq(record.headers());
        long seen = RecordHeaders.seen(record.headers());
        switch (reading.seq.arrivalOf(arriving)) {
            case NEXT -> {
                if (!reading.changes.isEmpty() && seen != reading.seen) {
                    return false;
                }
                Seq before = reading.seq;
                long seenBefore = reading.seen;
                reading.seq = arriving;
                reading.seen = seen;
                if (!add(reading, partition, table, shape, record)) {
                    reading.seq = before;
                    reading.seen = seenBefore;
                    return false;
                }
            }
            case DUPLICATE -> meters.rows(Stage.DUPLICATE, partition.topic().table(), "-", 1);
            case GAP ->
                throw new EngineException(
                        State.RESYNC_NEEDED,
                        "%s offset %d has the number %s after %s: changes of the station are missing. Compare the station's rows with the master's"
                                .formatted(record.topic(), record.offset(), arriving, reading.seq));
        }
        return true;
    }

    /** @return false if the record belongs to the next batch */
    private boolean add(
            Reading reading,
            UpPartition partition,
            MasterTable table,
            TableSchema shape,
            ConsumerRecord<byte[], byte[]> record) {
        Envelope envelope = reader.value(record.value(), table.types());
        if (!envelope.source().table().equals(table.name())) {
            throw new UndecodableRecordException("source.table: '%s' (expected: %s, as the topic is called)"
                    .formatted(envelope.source().table(), table.name()));
        }
        RowKey said = new RowKey(
                table.form().of(reader.key(record.key(), table.types()).values()));
        if (envelope.change().op() == Op.TRUNCATE) {
            return truncate(reading, partition, said, record);
        }
        RowChange change = table.form().of(envelope.change());
        checkColumns(table, shape, change);
        RowKey key = key(change, table.key());
        if (!said.equals(key)) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        meters.rows(Stage.RECEIVED, table.name(), change.op().code(), 1);
        @Nullable String problem = problemWithCode(partition.topic().station(), key);
        if (problem == null) {
            reading.changes.add(new Received(record, new StationChange(key, change)));
        } else {
            reading.unreadable.add(SetAside.refused(record, key, change.op(), problem));
        }
        return true;
    }

    /** About all rows of the station: a batch of its own. */
    private boolean truncate(
            Reading reading, UpPartition partition, RowKey said, ConsumerRecord<byte[], byte[]> record) {
        if (reading.size > 0) {
            return false;
        }
        meters.rows(Stage.RECEIVED, partition.topic().table(), Op.TRUNCATE.code(), 1);
        Station station = fleet.station(partition.topic().station()).orElseThrow();
        RowKey expected = new RowKey(Row.of(
                Map.of(station.heartbeat().codeColumn(), Value.of(station.code().value()))));
        if (said.equals(expected)) {
            reading.truncates = true;
        } else {
            throw new UndecodableRecordException(
                    "key: not the code of station %s (offset %d)".formatted(station.code(), record.offset()));
        }
        return true;
    }

    private static RowKey key(RowChange change, Columns columns) {
        return new RowKey(Row.of(
                columns, columns.names().stream().map(change.image()::get).toArray(Value[]::new)));
    }

    /** What the shape does not have, nobody knows how to read. */
    private static void checkColumns(MasterTable table, TableSchema shape, RowChange change) {
        for (String column : change.image().columns().names()) {
            if (shape.column(column).isEmpty() && !table.key().contains(column)) {
                throw new UndecodableRecordException("column %s is not among %s, which the station has announced"
                        .formatted(column, shape.columnNames()));
            }
        }
    }

    /**
     * A row goes to the master only through the topics of the one station that its code belongs to.
     *
     * @return null if it does
     */
    @Nullable
    String problemWithCode(StationCode sender, RowKey key) {
        Station station = fleet.station(sender).orElseThrow();
        String code = key.values().get(station.heartbeat().codeColumn()).display();
        Optional<StationCode> owner = fleet.owning(code).map(Station::code);
        return owner.equals(Optional.of(station.code()))
                ? null
                : "code is '%s', which belongs to %s (expected: one of %s, see sync.codes of station %s)"
                        .formatted(
                                code,
                                owner.map(other -> "station " + other).orElse("no station"),
                                station.heartbeat().codes(),
                                station.code());
    }
}
