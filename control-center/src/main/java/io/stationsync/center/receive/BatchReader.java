package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.receive.Batch.Received;
import io.stationsync.center.table.MasterTable;
import io.stationsync.database.Progress;
import io.stationsync.database.Sql;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.UndecodableRecordException;
import java.util.ArrayList;
import java.util.List;
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
        private int size;
        private Seq seq;
        private long seen;
        private boolean again;

        private Reading(UpPartition partition) {
            this.seq = partition.seq();
            this.seen = partition.progress().map(Progress::seen).orElse(-1L);
        }
    }

    /**
     * Reads the first of the records, as many as have seen the same of the return topic; at least one.
     *
     * @throws EngineException if numbers are missing, or the master lacks a column that the station sends
     */
    Batch read(UpPartition partition, MasterTable table, List<ConsumerRecord<byte[], byte[]>> records)
            throws EngineException {
        Reading reading = new Reading(partition);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                if (!read(reading, partition, table, record)) {
                    break;
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                reading.unreadable.add(
                        SetAside.unreadable(record, partition.topic().table(), String.valueOf(e.getMessage())));
            }
            reading.size++;
        }
        long nextOffset = records.get(reading.size - 1).offset() + 1;
        return new Batch(
                reading.size,
                reading.changes,
                reading.unreadable,
                nextOffset,
                reading.seq,
                reading.seen,
                reading.again);
    }

    /** @return false if the record belongs to the next batch */
    private boolean read(
            Reading reading, UpPartition partition, MasterTable table, ConsumerRecord<byte[], byte[]> record)
            throws EngineException {
        Seq arriving = RecordHeaders.seq(record.headers());
        long seen = RecordHeaders.seen(record.headers());
        switch (reading.seq.arrivalOf(arriving)) {
            case NEXT -> {
                if (!reading.changes.isEmpty() && seen != reading.seen) {
                    return false;
                }
                reading.seq = arriving;
                reading.seen = seen;
                add(reading, partition, table, record);
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

    private void add(Reading reading, UpPartition partition, MasterTable table, ConsumerRecord<byte[], byte[]> record)
            throws EngineException {
        Envelope envelope = reader.value(record.value(), table.types());
        RowChange change = envelope.change();
        if (!envelope.source().table().equals(table.name())) {
            throw new UndecodableRecordException("source.table: '%s' (expected: %s, as the topic is called)"
                    .formatted(envelope.source().table(), table.name()));
        }
        checkColumns(table, change.image().columns());
        RowKey key = key(change, table.key());
        if (!reader.key(record.key(), table.types()).equals(key)) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        meters.rows(Stage.RECEIVED, table.name(), change.op().code(), 1);
        @Nullable String problem = problemWithCode(partition.topic().station(), key);
        if (problem == null) {
            reading.again |= RecordHeaders.isAgain(record.headers());
            reading.changes.add(new Received(record, new StationChange(key, change)));
        } else {
            reading.unreadable.add(SetAside.refused(record, table.name(), key, change.op(), problem));
        }
    }

    private static RowKey key(RowChange change, Columns columns) {
        return new RowKey(Row.of(
                columns, columns.names().stream().map(change.image()::get).toArray(Value[]::new)));
    }

    /** A station's table may have gained a column since it was announced. */
    private static void checkColumns(MasterTable table, Columns columns) throws EngineException {
        for (String column : columns.names()) {
            if (table.types().of(column) == null) {
                throw new EngineException(
                        State.WAITING_FOR_TABLE,
                        "master table %s has no column %s, which the station sends. Add it with ALTER TABLE %s ADD COLUMN, with the station's type"
                                .formatted(table.name(), column, Sql.name(table.name())));
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
