package io.stationsync.center.receive;

import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.ConflictTable;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.quarantine.QuarantineTable;
import io.stationsync.center.quarantine.SetAside;
import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.MasterWriter.OnRefusal;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.model.TableSchema;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies records of one up topic to its master table in one database transaction, whose first statement stores the next
 * offset. Called by the receiver's thread only.
 */
final class StationApplier {
    private static final Logger log = LoggerFactory.getLogger(StationApplier.class);

    private final DataSource dataSource;
    private final Fleet fleet;
    private final TablePolicies policies;
    private final ConflictReport report;
    private final SyncMeters meters;
    private final TargetTables tables;
    private final AppliedShapes shapes;
    private final Truncation truncation;
    private final ConflictTable conflictTable = new ConflictTable();
    private final BatchReader reader;

    /** What a transaction has done. */
    private record Applied(
            Progress progress, List<StationChange> changes, List<SetAside> setAside, List<EditConflict> conflicts) {}

    StationApplier(
            DataSource dataSource,
            Fleet fleet,
            MasterTables masterTables,
            TablePolicies policies,
            ConflictReport report,
            SyncMeters meters) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.policies = policies;
        this.report = report;
        this.reader = new BatchReader(fleet, meters);
        this.tables = new TargetTables(dataSource, fleet, masterTables, policies);
        this.shapes = new AppliedShapes(dataSource);
        this.truncation = new Truncation(dataSource, policies, meters);
        this.meters = meters;
    }

    /**
     * Applies the first of the records, as many as have seen the same of the return topic and have the same shape, or
     * nothing. What the database refuses is set aside, and so are further changes of the same rows.
     *
     * @return how many; at least one
     * @throws EngineException if the table must stand still, with the state that it is in
     */
    int apply(UpPartition partition, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException, ProgressMovedException, EngineException {
        long start = System.nanoTime();
        UpTopic topic = partition.topic();
        TableSchema shape = tables.shape(topic, records.get(0));
        MasterTable table = tables.table(topic, shape);
        Batch batch = reader.read(partition, table, shape, records);
        StationRows rows = StationRows.of(fleet, topic, table);
        shapes.follow(partition, rows, shape);
        if (batch.truncates()) {
            truncation.apply(partition, rows, batch);
            return batch.size();
        }
        Applied applied = commit(partition, table, shape, batch);
        shapes.applied(topic, shape);
        partition.applied(applied.progress(), applied.changes().size());
        partition.wasRefused(applied.setAside().stream().anyMatch(one -> one.state() == SetAside.State.REFUSED));
        report(partition.topic(), applied);
        meters.batch("up", batch.size(), Duration.ofNanos(System.nanoTime() - start));
        return batch.size();
    }

    /** Whether the station has told which shape the record is of. */
    boolean knowsShape(UpTopic topic, ConsumerRecord<byte[], byte[]> record) {
        return tables.knowsShape(topic, record);
    }

    /** Whether the station's table has another shape than the last change that was applied. */
    boolean hasChanged(UpPartition partition) throws SQLException, EngineException {
        return shapes.isOther(partition, tables.announced(partition.topic()));
    }

    /** Follows a table that has changed and has no row to tell of since; nothing of it waits. */
    void adopt(UpPartition partition) throws SQLException, ProgressMovedException, EngineException {
        UpTopic topic = partition.topic();
        TableSchema shape = tables.announced(topic);
        StationRows rows = StationRows.of(fleet, topic, tables.table(topic, shape));
        shapes.adopt(partition, rows, shape);
    }

    private void report(UpTopic topic, Applied applied) {
        applied.changes()
                .forEach(change -> meters.rows(
                        Stage.APPLIED, topic.table(), change.change().op().code(), 1));
        Conflict policy = policies.of(topic.table()).conflict();
        applied.conflicts().forEach(conflict -> report.stored(topic.station(), topic.table(), policy, conflict));
        if (!applied.setAside().isEmpty()) {
            SetAside first = applied.setAside().get(0);
            log.warn(
                    "station {}: {} changes of {} are set aside in stationsync.sync_quarantine, the first (offset {}) because: {}; see /api/quarantine",
                    topic.station(),
                    applied.setAside().size(),
                    topic.table(),
                    first.record().offset(),
                    first.message() == null ? "an earlier change of its row is there" : first.message());
            applied.setAside()
                    .forEach(one -> meters.count(
                            "sync.set.aside.rows",
                            "Changes that were set aside",
                            "station",
                            topic.station().value(),
                            "table",
                            topic.table(),
                            "state",
                            one.state().code()));
        }
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

    private Applied commit(UpPartition partition, MasterTable table, TableSchema shape, Batch batch)
            throws SQLException, ProgressMovedException {
        // Bad rows come in swarms: after one, the next batch is not tried as a whole first.
        if (!partition.wasRefused()) {
            try {
                return commit(partition, table, shape, batch, Look.WHERE_A_ROW_IS_EXPECTED, OnRefusal.FAIL);
            } catch (SQLException e) {
                if (!SqlFailures.isOfRow(e)) {
                    throw e;
                }
            }
        }
        return commit(partition, table, shape, batch, Look.EVERYWHERE, OnRefusal.LEAVE_OUT);
    }

    private Applied commit(
            UpPartition partition, MasterTable table, TableSchema shape, Batch batch, Look look, OnRefusal onRefusal)
            throws SQLException, ProgressMovedException {
        UpTopic topic = partition.topic();
        Progress to = batch.to(partition.partition());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(
                        connection, partition.nextOffset(), to, batch.changes().size());
                TablePolicy policy = policies.of(table.name());
                Sorted sorted = Sorted.of(batch, QuarantineTable.blocked(connection, to.topic(), batch.keys()));
                MasterWriter writer = new MasterWriter(connection, table, onRefusal);
                List<EditConflict> conflicts =
                        new ArrayList<>(new BatchApply(writer, policy, look).apply(sorted.changes()));
                sorted = sorted.oneByOne(writer.refused().keySet(), change -> {
                    MasterWriter ofOne = new MasterWriter(connection, table, OnRefusal.LEAVE_OUT);
                    conflicts.addAll(new BatchApply(ofOne, policy, Look.EVERYWHERE).apply(List.of(change)));
                    return Optional.ofNullable(ofOne.refused().get(change.key()));
                });
                conflictTable.store(connection, topic.station(), table.name(), policy.conflict(), conflicts);
                QuarantineTable.store(connection, topic, sorted.setAside());
                shapes.store(connection, partition, shape);
                connection.commit();
                return new Applied(to, sorted.changes(), sorted.setAside(), conflicts);
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                meters.rows(Stage.RETRIED, table.name(), "-", batch.changes().size());
                Rollback.after(e, connection);
                tables.forget(topic);
                throw e;
            }
        }
    }

    BatchReader reader() {
        return reader;
    }

    /** The master table of the topic as its station announces it now. May be called by any thread. */
    MasterTable table(UpTopic topic) throws SQLException, EngineException {
        return tables.table(topic, tables.announced(topic));
    }
}
