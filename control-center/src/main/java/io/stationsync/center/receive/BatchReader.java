package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.receive.Batch.Received;
import io.stationsync.center.table.MasterTable;
import io.stationsync.database.Progress;
import io.stationsync.engine.EngineException;
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
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
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
        private boolean truncates;
        private @Nullable RangeReport report;
        private boolean load;
        private LoadMode mode = LoadMode.STATION;
        private int size;
        private Seq seq;
        private long seen;
        private boolean again;
        private final Announcements announcements;
        private final Map<Op, Integer> received = new EnumMap<>(Op.class);
        private @Nullable Columns known;

        private Reading(UpPartition partition, Announcements announcements) {
            this.announcements = announcements;
            this.seq = partition.seq();
            this.seen = partition.progress().map(Progress::seen).orElse(-1L);
        }

        private boolean hasChanges() {
            return !changes.isEmpty() || !ranges.isEmpty();
        }

        private void count(Op op) {
            received.merge(op, 1, Integer::sum);
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
     * Reads the first of the records, as many as have seen the same of the return topic, have the same shape, and are all of a
     * load or all not; at least one.
     *
     * @param shape of the first record's rows
     * @param announcements read up before a row is refused for what stations have said of themselves
     * @throws GapException if records are missing before the first
     */
    Batch read(
            UpPartition partition,
            MasterTable table,
            TableSchema shape,
            List<ConsumerRecord<byte[], byte[]>> records,
            Announcements announcements)
            throws GapException, SQLException, EngineException, InterruptedException {
        Headers first = records.get(0).headers();
        Reading reading = new Reading(partition, announcements);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!RecordHeaders.isSameSchema(record.headers(), first) || reading.truncates || reading.report != null) {
                break;
            }
            try {
                if (!read(reading, partition, table, shape, record)) {
                    break;
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                reading.unreadable.add(
                        SetAside.unreadable(record, partition.topic().table(), String.valueOf(e.getMessage())));
            }
            reading.size++;
        }
        reading.received.forEach((op, rows) -> meters.rows(Stage.RECEIVED, table.name(), op.code(), rows));
        long nextOffset = records.get(reading.size - 1).offset() + 1;
        return new Batch(
                reading.size,
                reading.changes,
                reading.unreadable,
                nextOffset,
                reading.seq,
                reading.seen,
                reading.truncates,
                reading.load,
                reading.mode,
                reading.ranges,
                reading.report,
                reading.again);
    }

    /** @return false if the record belongs to the next batch */
    private boolean read(
            Reading reading,
            UpPartition partition,
            MasterTable table,
            TableSchema shape,
            ConsumerRecord<byte[], byte[]> record)
            throws GapException, SQLException, EngineException, InterruptedException {
        Seq arriving = RecordHeaders.seq(record.headers());
        long seen = RecordHeaders.seen(record.headers());
        switch (reading.seq.arrivalOf(arriving)) {
            case NEXT -> {
                if (RecordHeaders.isVerify(record.headers())) {
                    if (reading.size > 0) {
                        return false;
                    }
                    reading.seq = arriving;
                    reading.seen = seen;
                    reading.report = RangeReport.read(record.value());
                    return true;
                }
                boolean load = RecordHeaders.hasAfter(record.headers());
                LoadMode mode = RecordHeaders.mode(record.headers());
                if (reading.hasChanges() && (seen != reading.seen || load != reading.load || mode != reading.mode)) {
                    return false;
                }
                reading.load = load;
                reading.mode = mode;
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
            case GAP -> {
                if (reading.size > 0) {
                    return false;
                }
                throw new GapException(record, reading.seq, arriving);
            }
        }
        return true;
    }

    /** @return false if the record belongs to the next batch */
    private boolean add(
            Reading reading,
            UpPartition partition,
            MasterTable table,
            TableSchema shape,
            ConsumerRecord<byte[], byte[]> record)
            throws SQLException, EngineException, InterruptedException {
        Envelope envelope = reader.value(record.value(), table.types());
        if (!envelope.source().table().equals(table.name())) {
            throw new UndecodableRecordException("source.table: '%s' (expected: %s, as the topic is called)"
                    .formatted(envelope.source().table(), table.name()));
        }
        RowKey said = new RowKey(
                table.forms().of(reader.key(record.key(), table.types()).values()));
        if (envelope.change().op() == Op.TRUNCATE && reading.load) {
            reading.count(Op.TRUNCATE);
            reading.add(new KeyRange(after(record, table), upTo(record, table)));
            return true;
        }
        if (envelope.change().op() == Op.TRUNCATE) {
            return truncate(reading, partition, said, record);
        }
        RowChange change = table.forms().of(envelope.change());
        checkColumns(reading, table, shape, change.image().columns());
        RowKey key = table.keyOf(change.image());
        if (!said.equals(key)) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        reading.count(change.op());
        if (reading.load) {
            reading.add(new KeyRange(after(record, table), primaryKey(shape, key)));
        }
        @Nullable
        String problem = latestProblemWithCode(reading, partition.topic().station(), key);
        if (problem == null) {
            reading.again |= RecordHeaders.isAgain(record.headers());
            reading.changes.add(new Received(record, new StationChange(key, change)));
        } else {
            reading.unreadable.add(SetAside.refused(record, table.name(), key, change.op(), problem));
        }
        return true;
    }

    /** About all rows of the station: a batch of its own. */
    private boolean truncate(
            Reading reading, UpPartition partition, RowKey said, ConsumerRecord<byte[], byte[]> record) {
        if (reading.size > 0) {
            return false;
        }
        reading.count(Op.TRUNCATE);
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

    private @Nullable Row after(ConsumerRecord<byte[], byte[]> record, MasterTable table) {
        byte @Nullable [] after = RecordHeaders.after(record.headers());
        return after == null ? null : table.forms().of(reader.image(after, table.types()));
    }

    private @Nullable Row upTo(ConsumerRecord<byte[], byte[]> record, MasterTable table) {
        byte @Nullable [] upTo = RecordHeaders.upTo(record.headers());
        return upTo == null ? null : table.forms().of(reader.image(upTo, table.types()));
    }

    private static Row primaryKey(TableSchema shape, RowKey key) {
        return key.values().project(new Columns(shape.primaryKey()));
    }

    /** What the shape does not have, nobody knows how to read. */
    private static void checkColumns(Reading reading, MasterTable table, TableSchema shape, Columns columns) {
        if (columns == reading.known) {
            return;
        }
        for (String column : columns.names()) {
            if (shape.column(column).isEmpty() && !table.key().contains(column)) {
                throw new UndecodableRecordException("column %s is not among %s, which the station has announced"
                        .formatted(column, shape.columnNames()));
            }
        }
        reading.known = columns;
    }

    /** As {@link #problemWithCode}, by what the stations say now: one of them may have been given other codes. */
    private @Nullable String latestProblemWithCode(Reading reading, StationCode sender, RowKey key)
            throws SQLException, EngineException, InterruptedException {
        if (problemWithCode(sender, key) == null) {
            return null;
        }
        reading.announcements.catchUp(sender);
        Optional<Station> owner = fleet.owning(code(sender, key));
        if (owner.isPresent()) {
            reading.announcements.catchUp(owner.get().code());
        }
        return problemWithCode(sender, key);
    }

    /**
     * A row goes to the master only through the topics of the one station that its code belongs to.
     *
     * @return null if it does
     */
    @Nullable
    String problemWithCode(StationCode sender, RowKey key) {
        Station station = fleet.station(sender).orElseThrow();
        String code = code(sender, key);
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

    private String code(StationCode sender, RowKey key) {
        String column = fleet.station(sender).orElseThrow().heartbeat().codeColumn();
        return key.values().get(column).display();
    }
}
