package io.stationsync.center.receive;

import io.stationsync.center.command.CommandTable;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.ConflictTable;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.receive.LoadApply.EditedSinceException;
import io.stationsync.center.receive.LoadApply.Unseen;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.MasterWriter.OnRefusal;
import io.stationsync.center.table.StationRange;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.verify.Looks;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Seq;
import io.stationsync.model.TableSchema;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** Hardly ever is more than one needed. */
    private static final int LOOKS_AT_LOAD = 3;

    private final DataSource dataSource;
    private final Fleet fleet;
    private final TablePolicies policies;
    private final ConflictReport report;
    private final Inquiries inquiries;
    private final SyncMeters meters;
    private final TargetTables tables;
    private final AppliedShapes shapes;
    private final Truncation truncation;
    private final ReportApply reports;
    private final Looks looks;
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
            Inquiries inquiries,
            Looks looks,
            SyncMeters meters) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.policies = policies;
        this.report = report;
        this.inquiries = inquiries;
        this.reader = new BatchReader(fleet, meters);
        this.tables = new TargetTables(dataSource, fleet, masterTables, policies);
        this.shapes = new AppliedShapes(dataSource);
        this.truncation = new Truncation(dataSource, policies, meters);
        this.looks = looks;
        this.reports = new ReportApply(dataSource, policies, inquiries, looks);
        this.meters = meters;
    }

    /**
     * Applies the first of the records, as many as have seen the same of the return topic and have the same shape, or
     * nothing. What the database refuses is set aside, and so are further changes of the same rows.
     *
     * @param waiting in their order; at least one
     * @param announcements what stations say of themselves, of which the latest may not have been read
     * @return how many; none if records are missing before the first, which is said to the station
     * @throws EngineException if the table must stand still, with the state that it is in
     */
    int apply(UpPartition partition, List<ConsumerRecord<byte[], byte[]>> waiting, Announcements announcements)
            throws SQLException, ProgressMovedException, EngineException, InterruptedException {
        long start = System.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> records =
                waiting.subList(0, Math.min(waiting.size(), partition.mostRecords()));
        UpTopic topic = partition.topic();
        TableSchema shape = tables.shape(topic, records.get(0));
        MasterTable table = tables.table(topic, shape);
        Batch batch;
        try {
            batch = reader.read(partition, table, shape, records, announcements);
        } catch (GapException e) {
            Seq before = new Seq(e.arriving().epoch(), e.arriving().number() - 1);
            goOnAfterLoss(partition, records.get(0).offset(), before, String.valueOf(e.getMessage()));
            return 0;
        }
        if (batch.concernsOtherRows() || shapes.isOther(partition, shape)) {
            // Which rows are the station's: it may have been given other codes.
            announcements.catchUp(topic.station());
        }
        StationRows rows = StationRows.of(fleet, topic, table);
        shapes.follow(partition, rows, shape);
        if (batch.truncates()) {
            truncation.apply(partition, rows, batch);
            return batch.size();
        }
        RangeReport report = batch.report();
        if (report != null) {
            partition.applied(reports.apply(partition, rows, shape, batch, report), 0);
            return batch.size();
        }
        Target target = new Target(partition, rows, shape);
        Applied applied = batch.load() ? commitLoad(target, batch) : commit(target, batch);
        shapes.applied(topic, shape);
        partition.applied(applied.progress(), applied.changes().size());
        partition.wasRefused(applied.setAside().stream().anyMatch(one -> one.state() == SetAside.State.REFUSED));
        report(partition.topic(), applied);
        meters.batch("up", batch.size(), Duration.ofNanos(System.nanoTime() - start));
        return batch.size();
    }

    /** Whether the station has told what the shape is that the record names, if it names one. */
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
        applied.changes().stream()
                .collect(Collectors.groupingBy(change -> change.change().op(), Collectors.counting()))
                .forEach((op, rows) -> meters.rows(Stage.APPLIED, topic.table(), op.code(), rows));
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

    /**
     * Goes on though records of the topic are missing, and has the station send all rows of the table again.
     *
     * @param nextOffset of the first record that is there
     * @param seq that the record before it has or would have
     */
    void goOnAfterLoss(UpPartition partition, long nextOffset, Seq seq, String what)
            throws SQLException, ProgressMovedException {
        UpTopic topic = partition.topic();
        Progress to = new Progress(
                partition.partition().topic(), partition.partition().partition(), nextOffset, seq, -1);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, partition.nextOffset(), to, 0);
                CommandTable.give(
                        connection,
                        topic.station(),
                        Kind.RESYNC,
                        topic.table(),
                        "{}",
                        "changes were lost on the way to the center: " + what);
                connection.commit();
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        partition.applied(to, 0);
        looks.lost(topic.station().value(), topic.table());
        meters.count(
                "sync.losses",
                "Times that records of a station were missing",
                "station",
                topic.station().value(),
                "table",
                topic.table());
        log.error(
                "station {}: changes of {} are missing ({}). The station is told to send all rows of the table again",
                topic.station(),
                topic.table(),
                what);
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

    /** Where a batch goes. */
    private record Target(UpPartition partition, StationRows rows, TableSchema shape) {
        private MasterTable table() {
            return rows.table();
        }
    }

    /** How the changes of a batch are applied. */
    @FunctionalInterface
    private interface Application {
        List<EditConflict> apply(Connection connection, MasterWriter writer, List<StationChange> changes)
                throws SQLException, EditedSinceException;
    }

    /** @throws EngineException also if rows were edited each time while their edits were looked up: others have their turn */
    private Applied commitLoad(Target target, Batch batch)
            throws SQLException, ProgressMovedException, EngineException, InterruptedException {
        UpPartition partition = target.partition();
        List<StationRange> ranges = target.rows().ranges(batch.ranges(), target.shape());
        TablePolicy policy = policies.of(target.table().name());
        for (int attempt = 1; ; attempt++) {
            if (partition.inquiry().filter(asked -> asked.isOf(batch)).isEmpty()) {
                partition.inquiry(
                        Optional.of(LoadInquiry.ask(dataSource, inquiries, partition, target.table(), batch)));
            }
            Unseen unseen = partition.inquiry().orElseThrow().answer();
            try {
                Application load = batch.mode() == LoadMode.CENTER
                        ? (connection, writer, changes) -> {
                            QuarantineReplies replies = new QuarantineReplies(connection, partition, target.table());
                            List<EditConflict> conflicts = new LoadReply(
                                            writer, policy.stationDeletesTravel(), unseen, replies)
                                    .apply(changes, ranges, batch.keys());
                            replies.write();
                            return conflicts;
                        }
                        : (connection, writer, changes) ->
                                new LoadApply(writer, policy, unseen).apply(changes, ranges, batch.keys());
                return commit(target, batch, load, load);
            } catch (EditedSinceException e) {
                if (attempt == LOOKS_AT_LOAD) {
                    partition.takeAtMost(Math.max(1, batch.size() / 2));
                    throw new EngineException(
                            State.RETRYING,
                            "rows of a load are edited at the center whenever they are looked up; trying again with fewer at once",
                            e);
                }
                log.debug("Asking again", e);
            } finally {
                partition.inquiry(Optional.empty());
            }
        }
    }

    private Applied commit(Target target, Batch batch) throws SQLException, ProgressMovedException {
        TablePolicy policy = policies.of(target.table().name());
        try {
            return commit(
                    target,
                    batch,
                    (connection, writer, changes) -> new BatchApply(
                                    writer, policy, Look.WHERE_A_ROW_IS_EXPECTED, lost(connection, target, batch))
                            .apply(changes),
                    (connection, writer, changes) -> new BatchApply(
                                    writer, policy, Look.EVERYWHERE, lost(connection, target, batch))
                            .apply(changes));
        } catch (EditedSinceException e) {
            throw new IllegalStateException("only rows of a load are compared with what they were", e);
        }
    }

    private static LostDeletes lost(Connection connection, Target target, Batch batch) {
        return LostDeletes.of(connection, target.partition().topic(), batch.mode());
    }

    /** @param careful is tried if the database refuses a row otherwise */
    private Applied commit(Target target, Batch batch, Application first, Application careful)
            throws SQLException, ProgressMovedException, EditedSinceException {
        // Bad rows come in swarms: after one, the next batch is not tried as a whole first.
        if (!target.partition().wasRefused()) {
            try {
                return commit(target, batch, first, OnRefusal.FAIL);
            } catch (SQLException e) {
                if (!SqlFailures.isOfRow(e)) {
                    throw e;
                }
            }
        }
        return commit(target, batch, careful, OnRefusal.LEAVE_OUT);
    }

    private Applied commit(Target target, Batch batch, Application application, OnRefusal onRefusal)
            throws SQLException, ProgressMovedException, EditedSinceException {
        UpPartition partition = target.partition();
        MasterTable table = target.table();
        UpTopic topic = partition.topic();
        Progress to = batch.to(partition.partition());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, partition.nextOffset(), to, batch.markerRows());
                TablePolicy policy = policies.of(table.name());
                Sorted sorted = Sorted.of(
                        topic.table(),
                        batch,
                        QuarantineTable.blocked(connection, to.topic(), topic.table(), batch.keys()));
                MasterWriter writer = new MasterWriter(connection, table, onRefusal);
                List<EditConflict> conflicts = new ArrayList<>(application.apply(connection, writer, sorted.changes()));
                LostDeletes lost = lost(connection, target, batch);
                sorted = sorted.oneByOne(writer.refused().keySet(), change -> {
                    MasterWriter ofOne = new MasterWriter(connection, table, OnRefusal.LEAVE_OUT);
                    conflicts.addAll(new BatchApply(ofOne, policy, Look.EVERYWHERE, lost).apply(List.of(change)));
                    return Optional.ofNullable(ofOne.refused().get(change.key()));
                });
                conflictTable.store(connection, topic.station(), table.name(), policy.conflict(), conflicts);
                QuarantineTable.store(connection, topic.station(), sorted.setAside());
                shapes.store(connection, partition, target.shape());
                connection.commit();
                return new Applied(to, sorted.changes(), sorted.setAside(), conflicts);
            } catch (SQLException | ProgressMovedException | EditedSinceException | RuntimeException e) {
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
