package io.stationsync.center.receive;

import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.Sql;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.model.Op;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TRUNCATE at a station: the deletion of all its rows, at that point of the stream. Changes that wait in quarantine are older
 * and of rows that the station no longer has: they go too.
 */
final class Truncation {
    private static final Logger log = LoggerFactory.getLogger(Truncation.class);

    private final DataSource dataSource;
    private final TablePolicies policies;
    private final SyncMeters meters;

    Truncation(DataSource dataSource, TablePolicies policies, SyncMeters meters) {
        this.dataSource = dataSource;
        this.policies = policies;
        this.meters = meters;
    }

    /** @param batch of this one record */
    void apply(UpPartition partition, StationRows rows, Batch batch) throws SQLException, ProgressMovedException {
        Progress to = batch.to(partition.partition());
        if (policies.of(rows.table().name()).stationDeletesTravel()) {
            apply(partition.topic(), rows, begun(partition, batch), to);
        } else {
            try (Connection connection = dataSource.getConnection()) {
                ProgressTable.advance(connection, partition.nextOffset(), to, 0);
            }
        }
        meters.rows(Stage.APPLIED, rows.table().name(), Op.TRUNCATE.code(), 1);
        partition.applied(to, 0);
    }

    /** Where the partition is before the record; stored if nothing of it has been applied. */
    private Progress begun(UpPartition partition, Batch batch) throws SQLException, ProgressMovedException {
        Progress at = new Progress(
                partition.partition().topic(),
                partition.partition().partition(),
                partition.nextOffset().orElse(batch.nextOffset() - 1),
                partition.seq(),
                batch.seen());
        if (partition.progress().isEmpty()) {
            try (Connection connection = dataSource.getConnection()) {
                ProgressTable.advance(connection, OptionalLong.empty(), at, 0);
            }
            partition.progress(Optional.of(at));
        }
        return at;
    }

    /**
     * Deletes, then moves on.
     *
     * @param at where the partition is, and what the record has seen
     * @param to after the record
     */
    private void apply(UpTopic topic, StationRows rows, Progress at, Progress to)
            throws SQLException, ProgressMovedException {
        String table = Sql.name(rows.table().name());
        long deleted = rows.write(dataSource, "DELETE FROM " + table, "", at);
        int discarded;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, OptionalLong.of(at.nextOffset()), to, 0);
                discarded = QuarantineTable.removeAll(connection, to.topic());
                if (discarded > 0) {
                    AuditTable.write(connection, audited(topic, discarded));
                }
                connection.commit();
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        log.info(
                "station {}: {} was truncated: {} of its rows deleted, {} changes in quarantine discarded",
                topic.station(),
                topic.table(),
                deleted,
                discarded);
    }

    private static AuditedAction audited(UpTopic topic, int discarded) {
        return new AuditedAction(
                "station " + topic.station(),
                "truncate",
                "table " + topic.table(),
                topic.station().value(),
                topic.table(),
                null,
                "the station has truncated its table",
                "{\"discarded\":%d}".formatted(discarded));
    }
}
