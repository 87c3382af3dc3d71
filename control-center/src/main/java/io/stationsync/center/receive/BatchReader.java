package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.quarantine.SetAside;
import io.stationsync.center.receive.Batch.Received;
import io.stationsync.center.table.MasterTable;
import io.stationsync.database.Progress;
import io.stationsync.database.Sql;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Columns;
import io.stationsync.model.KeyRange;
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
import io.stationsync.wire.TopicNames.UpTopic;
import io.stationsync.wire.UndecodableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        private final List<KeyRange> ranges = new ArrayList<>();
        private int size;
        private Seq seq;
        private long seen;
        private boolean load;

        private Reading(UpPartition partition) {
            this.seq = partition.seq();
            this.seen = partition.progress().map(Progress::seen).orElse(-1L);
        }

        private boolean hasChanges() {
            return !changes.isEmpty() || !ranges.isEmpty();
        }

        private void add(KeyRange range) {
            int last = ranges.size() - 1;
            if (last >= 0
                    && range.after() != null
                    && Objects.equals(ranges.get(last).upTo(), range.after())) {
                ranges.set(last, new KeyRange(ranges.get(last).after(), range.upTo()));
            } else {
                ranges.add(range);
            }
        }
    }

    /**
     * Reads the first of the records, as many as have seen the same of the return topic and are all of a load or all not;
     * at least one.
     *
     * @throws EngineException if the master lacks a column that the station sends
     * @throws GapException if records are missing before the first
     */
    Batch read(UpPartition partition, MasterTable table, List<ConsumerRecord<byte[], byte[]>> records)
            throws EngineException, GapException {
        Reading reading = new Reading(partition);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                if (!read(reading, partition, table, record)) {
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
                nextOffset,
                reading.seq,
                reading.seen,
                reading.load,
                reading.ranges);
    }

    /** @return false if the record belongs to the next batch */
    private boolean read(
            Reading reading, UpPartition partition, MasterTable table, ConsumerRecord<byte[], byte[]> record)
            throws EngineException, GapException {
        Seq arriving = RecordHeaders.seq(record.headers());
        long seen = RecordHeaders.seen(record.headers());
        switch (reading.seq.arrivalOf(arriving)) {
            case NEXT -> {
                boolean load = RecordHeaders.hasAfter(record.headers());
                if (reading.hasChanges() && (seen != reading.seen || load != reading.load)) {
                    return false;
                }
                reading.load = load;
                reading.seq = arriving;
                reading.seen = seen;
                add(reading, partition, table, record);
            }
            case DUPLICATE -> meters.rows(Stage.DUPLICATE, partition.topic().table(), "-", 1);
            case GAP -> {
                if (reading.size > 0) {
                    return false;
                }
                throw new GapException(record, reading.seq, arriving);
            }
        }
        return true;
    }

    private void add(Reading reading, UpPartition partition, MasterTable table, ConsumerRecord<byte[], byte[]> record)
            throws EngineException {
        Envelope envelope = reader.value(record.value(), table.types());
        RowChange change = table.forms().of(envelope.change());
        if (!envelope.source().table().equals(table.name())) {
            throw new UndecodableRecordException("source.table: '%s' (expected: %s, as the topic is called)"
                    .formatted(envelope.source().table(), table.name()));
        }
        if (change.op() == Op.TRUNCATE) {
            meters.rows(Stage.RECEIVED, table.name(), change.op().code(), 1);
            reading.add(new KeyRange(after(record, table), null));
            return;
        }
        checkColumns(table, change.image().columns());
        RowKey key = key(change, table.key());
        RowKey sent = reader.key(record.key(), table.types());
        if (!table.forms().of(sent.values()).equals(key.values())) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        meters.rows(Stage.RECEIVED, table.name(), change.op().code(), 1);
        if (reading.load) {
            reading.add(new KeyRange(after(record, table), primaryKey(partition.topic(), key)));
        }
        @Nullable String problem = problemWithCode(partition.topic().station(), key);
        if (problem == null) {
            reading.changes.add(new Received(record, new StationChange(key, change)));
        } else {
            reading.unreadable.add(SetAside.refused(record, key, change.op(), problem));
        }
    }

    private @Nullable Row after(ConsumerRecord<byte[], byte[]> record, MasterTable table) {
        byte @Nullable [] after = RecordHeaders.after(record.headers());
        return after == null ? null : reader.image(after, table.types());
    }

    private Row primaryKey(UpTopic topic, RowKey key) {
        TableSchema stationTable = fleet.station(topic.station())
                .orElseThrow()
                .table(topic.table())
                .orElseThrow();
        Columns columns = new Columns(stationTable.primaryKey());
        return Row.of(columns, columns.names().stream().map(key.values()::get).toArray(Value[]::new));
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
