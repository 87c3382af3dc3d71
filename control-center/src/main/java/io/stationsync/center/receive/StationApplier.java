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
import io.stationsync.engine.State;
import io.stationsync.model.TableSchema;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private final MasterTables masterTables;
    private final TablePolicies policies;
    private final ConflictReport report;
    private final SyncMeters meters;
    private final ConflictTable conflictTable = new ConflictTable();
    private final BatchReader reader;
    private final Map<UpTopic, Resolved> tables = new ConcurrentHashMap<>();

    /** @param stationTable the announcement that the master table was looked up for */
    private record Resolved(TableSchema stationTable, MasterTable master) {}

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
        this.masterTables = masterTables;
        this.policies = policies;
        this.report = report;
        this.reader = new BatchReader(fleet, meters);
        this.meters = meters;
    }

    /**
     * Applies the first of the records, as many as have seen the same of the return topic, or nothing. What the database
     * refuses is set aside, and so are further changes of the same rows.
     *
     * @return how many; at least one
     * @throws EngineException if the table must stand still, with the state that it is in
     */
    int apply(UpPartition partition, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException, ProgressMovedException, EngineException {
        long start = System.nanoTime();
        MasterTable table = table(partition.topic());
        Batch batch = reader.read(partition, table, records);
        Applied applied = commit(partition, table, batch);
        partition.applied(applied.progress(), applied.changes().size());
        partition.wasRefused(applied.setAside().stream().anyMatch(one -> one.state() == SetAside.State.REFUSED));
        report(partition.topic(), applied);
        meters.batch("up", batch.size(), Duration.ofNanos(System.nanoTime() - start));
        return batch.size();
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

    private Applied commit(UpPartition partition, MasterTable table, Batch batch)
            throws SQLException, ProgressMovedException {
        // Bad rows come in swarms: after one, the next batch is not tried as a whole first.
        if (!partition.wasRefused()) {
            try {
                return commit(partition, table, batch, Look.WHERE_A_ROW_IS_EXPECTED, OnRefusal.FAIL);
            } catch (SQLException e) {
                if (!SqlFailures.isOfRow(e)) {
                    throw e;
                }
            }
        }
        return commit(partition, table, batch, Look.EVERYWHERE, OnRefusal.LEAVE_OUT);
    }

    private Applied commit(UpPartition partition, MasterTable table, Batch batch, Look look, OnRefusal onRefusal)
            throws SQLException, ProgressMovedException {
        UpTopic topic = partition.topic();
        Progress to = new Progress(
                partition.partition().topic(),
                partition.partition().partition(),
                batch.nextOffset(),
                batch.seq(),
                batch.seen());
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
                List<EditConflict> conflicts =
                        new ArrayList<>(new BatchApply(writer, policy, look).apply(sorted.changes()));
                sorted = sorted.oneByOne(writer.refused().keySet(), change -> {
                    MasterWriter ofOne = new MasterWriter(connection, table, OnRefusal.LEAVE_OUT);
                    conflicts.addAll(new BatchApply(ofOne, policy, Look.EVERYWHERE).apply(List.of(change)));
                    return Optional.ofNullable(ofOne.refused().get(change.key()));
                });
                conflictTable.store(connection, topic.station(), table.name(), policy.conflict(), conflicts);
                QuarantineTable.store(connection, topic.station(), sorted.setAside());
                connection.commit();
                return new Applied(to, sorted.changes(), sorted.setAside(), conflicts);
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                meters.rows(Stage.RETRIED, table.name(), "-", batch.changes().size());
                Rollback.after(e, connection);
                // The table may have been changed under us: look at it again next time.
                tables.remove(topic);
                throw e;
            }
        }
    }

    BatchReader reader() {
        return reader;
    }

    /** The master table of the topic, made if it is missing and may be made. May be called by any thread. */
    MasterTable table(UpTopic topic) throws SQLException, EngineException {
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
}
