package io.stationsync.center.receive;

import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.ConflictTable;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.merge.Stamps;
import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.Sql;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.TopicNames.UpTopic;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Applies records of one up topic to its master table in one database transaction, whose first statement stores the next
 * offset. Called by the receiver's thread only.
 */
final class StationApplier {
    private final DataSource dataSource;
    private final Fleet fleet;
    private final MasterTables masterTables;
    private final TablePolicies policies;
    private final ConflictReport report;
    private final SyncMeters meters;
    private final ConflictTable conflictTable = new ConflictTable();
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Map<UpTopic, Resolved> tables = new ConcurrentHashMap<>();

    /** @param stationTable the announcement that the master table was looked up for */
    private record Resolved(TableSchema stationTable, MasterTable master) {}

    /**
     * What can be applied at once.
     *
     * @param size records of it, duplicates with them
     * @param records that are new
     * @param seq of the last
     * @param seen the same for all that are new: a batch that reported less than the last of them has seen would have
     *     messages sent again that the station has applied long ago
     */
    private record Batch(int size, List<ConsumerRecord<byte[], byte[]>> records, long nextOffset, Seq seq, long seen) {}

    StationApplier(
            DataSource dataSource,
            Fleet fleet,
            MasterTables masterTables,
            TablePolicies policies,
            ConflictReport report,
            SyncMeters meters) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.masterTables = masterTables;
        this.policies = policies;
        this.report = report;
        this.meters = meters;
    }

    /**
     * Applies the first of the records, as many as have seen the same of the return topic, or nothing.
     *
     * @return how many; at least one
     * @throws EngineException if the table must stand still, with the state that it is in
     */
    int apply(UpPartition partition, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException, ProgressMovedException, EngineException {
        long start = System.nanoTime();
        MasterTable table = table(partition.topic());
        Batch batch = accept(partition, records);
        List<StationChange> changes = decode(partition, table, batch.records());
        Progress to = new Progress(
                partition.partition().topic(),
                partition.partition().partition(),
                batch.nextOffset(),
                batch.seq(),
                batch.seen());
        List<EditConflict> conflicts = commit(partition, table, changes, to);
        partition.applied(to, changes.size());
        changes.forEach(change ->
                meters.rows(Stage.APPLIED, table.name(), change.change().op().code(), 1));
        Conflict policy = policies.of(table.name()).conflict();
        conflicts.forEach(conflict -> report.stored(partition.topic().station(), table.name(), policy, conflict));
        meters.batch("up", changes.size(), Duration.ofNanos(System.nanoTime() - start));
        return batch.size();
    }

    /** Stores that the station has seen more of its return topic, though it has no change to tell. */
    void acknowledge(UpPartition partition, long nextOffset, long seen) throws SQLException, ProgressMovedException {
        Progress to = new Progress(
                partition.partition().topic(), partition.partition().partition(), nextOffset, partition.seq(), seen);
        try (Connection connection = dataSource.getConnection()) {
            ProgressTable.advance(connection, partition.nextOffset(), to, 0);
        }
        partition.applied(to, 0);
    }

    private List<EditConflict> commit(
            UpPartition partition, MasterTable table, List<StationChange> changes, Progress to)
            throws SQLException, ProgressMovedException {
        try {
            return commit(partition, table, changes, to, Look.WHERE_A_ROW_IS_EXPECTED);
        } catch (SQLException e) {
            if (!SqlFailures.isDuplicateKey(e)) {
                throw e;
            }
            return commit(partition, table, changes, to, Look.EVERYWHERE);
        }
    }

    private List<EditConflict> commit(
            UpPartition partition, MasterTable table, List<StationChange> changes, Progress to, Look look)
            throws SQLException, ProgressMovedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, partition.nextOffset(), to, changes.size());
                TablePolicy policy = policies.of(table.name());
                List<EditConflict> conflicts =
                        new BatchApply(new MasterWriter(connection, table), policy, look).apply(changes);
                conflictTable.store(
                        connection, partition.topic().station(), table.name(), policy.conflict(), conflicts);
                connection.commit();
                return conflicts;
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                meters.rows(Stage.RETRIED, table.name(), "-", changes.size());
                Rollback.after(e, connection);
                // The table may have been changed under us: look at it again next time.
                tables.remove(partition.topic());
                throw e;
            }
        }
    }

    private MasterTable table(UpTopic topic) throws SQLException, EngineException {
        Station station = fleet.station(topic.station())
                .orElseThrow(() -> new EngineException(
                        State.WAITING_FOR_STATION,
                        "station %s has not announced itself yet".formatted(topic.station())));
        TableSchema stationTable = station.table(topic.table())
                .orElseThrow(() -> new EngineException(
                        State.WAITING_FOR_STATION,
                        "station %s does not announce the table %s (its sync.tables: %s)"
                                .formatted(
                                        topic.station(),
                                        topic.table(),
                                        station.heartbeat().tables().stream()
                                                .map(TableSchema::table)
                                                .toList())));
        Resolved known = tables.get(topic);
        if (known != null && known.stationTable().equals(stationTable)) {
            return known.master();
        }
        try (Connection connection = dataSource.getConnection()) {
            Found found = masterTables.find(connection, station, stationTable);
            if (found instanceof Found.Ready ready) {
                checkNewestBy(ready.table());
                tables.put(topic, new Resolved(stationTable, ready.table()));
                return ready.table();
            }
            if (found instanceof Found.Missing missing) {
                throw new EngineException(
                        State.WAITING_FOR_TABLE,
                        "master table %s does not exist and sync.auto-create is false. Make it, for example with: %s"
                                .formatted(topic.table(), missing.statement()));
            }
            throw new EngineException(State.WAITING_FOR_TABLE, ((Found.Unfit) found).problem());
        }
    }

    private void checkNewestBy(MasterTable table) throws EngineException {
        String newestBy = policies.of(table.name()).newestBy();
        if (newestBy != null
                && table.columns().stream()
                        .noneMatch(column ->
                                column.name().equals(newestBy) && Stamps.TYPES.contains(column.valueType()))) {
            throw new EngineException(
                    State.WAITING_FOR_TABLE,
                    "sync.tables.%s.newest-by is '%s' (expected: a column of the station's table and the master's, one of the types %s). Correct the setting and restart the center, or add the column"
                            .formatted(table.name(), newestBy, Stamps.TYPES));
        }
    }

    private Batch accept(UpPartition partition, List<ConsumerRecord<byte[], byte[]>> records) throws EngineException {
        List<ConsumerRecord<byte[], byte[]>> fresh = new ArrayList<>(records.size());
        Seq seq = partition.seq();
        long seen = partition.progress().map(Progress::seen).orElse(-1L);
        int size = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Seq arriving = decoding(record, () -> RecordHeaders.seq(record.headers()));
            switch (seq.arrivalOf(arriving)) {
                case NEXT -> {
                    long seenHere = decoding(record, () -> RecordHeaders.seen(record.headers()));
                    if (!fresh.isEmpty() && seenHere != seen) {
                        return batch(records.subList(0, size), fresh, seq, seen);
                    }
                    fresh.add(record);
                    seq = arriving;
                    seen = seenHere;
                }
                case DUPLICATE -> meters.rows(Stage.DUPLICATE, partition.topic().table(), "-", 1);
                case GAP ->
                    throw new EngineException(
                            State.RESYNC_NEEDED,
                            "%s offset %d has the number %s after %s: changes of the station are missing. Compare the station's rows with the master's"
                                    .formatted(record.topic(), record.offset(), arriving, seq));
            }
            size++;
        }
        return batch(records, fresh, seq, seen);
    }

    private static Batch batch(
            List<ConsumerRecord<byte[], byte[]>> records,
            List<ConsumerRecord<byte[], byte[]>> fresh,
            Seq seq,
            long seen) {
        long nextOffset = records.get(records.size() - 1).offset() + 1;
        return new Batch(records.size(), fresh, nextOffset, seq, seen);
    }

    private List<StationChange> decode(
            UpPartition partition, MasterTable table, List<ConsumerRecord<byte[], byte[]>> records)
            throws EngineException {
        List<StationChange> changes = new ArrayList<>(records.size());
        Station station = fleet.station(partition.topic().station()).orElseThrow();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            RowChange change = decoding(
                    record, () -> reader.value(record.value(), table.types()).change());
            checkColumns(table, change.image().columns());
            RowKey key = decoding(record, () -> key(change, table.key()));
            checkCode(record, station, key);
            meters.rows(Stage.RECEIVED, table.name(), change.op().code(), 1);
            changes.add(new StationChange(key, change));
        }
        return changes;
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

    /** A row goes to the master only through the topics of the one station that its code belongs to. */
    private void checkCode(ConsumerRecord<byte[], byte[]> record, Station station, RowKey key) throws EngineException {
        String code = key.values().get(station.heartbeat().codeColumn()).display();
        Optional<StationCode> owner = fleet.owning(code).map(Station::code);
        if (!owner.equals(Optional.of(station.code()))) {
            throw new EngineException(
                    State.FAILED,
                    "offset %d of %s is a row of code '%s', which belongs to %s (expected: one of %s, see sync.codes of station %s); nothing of it is written"
                            .formatted(
                                    record.offset(),
                                    record.topic(),
                                    code,
                                    owner.map(other -> "station " + other).orElse("no station"),
                                    station.heartbeat().codes(),
                                    station.code()));
        }
    }

    private static <T> T decoding(ConsumerRecord<byte[], byte[]> record, Supplier<T> reading) throws EngineException {
        try {
            return reading.get();
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            throw new EngineException(
                    State.FAILED,
                    "offset %d of %s can't be read: %s".formatted(record.offset(), record.topic(), e.getMessage()),
                    e);
        }
    }
}
