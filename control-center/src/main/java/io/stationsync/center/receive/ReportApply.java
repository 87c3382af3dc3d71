package io.stationsync.center.receive;

import io.stationsync.center.send.Inquiries;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.table.StationRange;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Difference;
import io.stationsync.center.verify.Look;
import io.stationsync.center.verify.Looks;
import io.stationsync.center.verify.ReportedRows;
import io.stationsync.center.verify.RowComparison;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.model.KeyRange;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.RangeReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Takes what a station tells of its rows to the verifier, with what the master has at that place of the stream. Nothing is locked,
 * and only few rows are read in the receiver's time. Called by the receiver's thread only.
 */
final class ReportApply {
    private final DataSource dataSource;
    private final TablePolicies policies;
    private final Inquiries inquiries;
    private final Looks looks;

    ReportApply(DataSource dataSource, TablePolicies policies, Inquiries inquiries, Looks looks) {
        this.dataSource = dataSource;
        this.policies = policies;
        this.inquiries = inquiries;
        this.looks = looks;
    }

    /** @return where the partition is then */
    Progress apply(UpPartition partition, StationRows rows, TableSchema shape, Batch batch, RangeReport report)
            throws SQLException, ProgressMovedException {
        try {
            return take(partition, rows, shape, batch, report);
        } catch (SQLException | RuntimeException e) {
            // It may have been committed: then the report is not read again.
            looks.lost(partition.topic().station().value(), partition.topic().table());
            throw e;
        }
    }

    private Progress take(UpPartition partition, StationRows rows, TableSchema shape, Batch batch, RangeReport report)
            throws SQLException, ProgressMovedException {
        Progress to = batch.to(partition.partition());
        List<StationRange> all = rows.ranges(List.of(new KeyRange(null, null)), shape);
        boolean expected = looks.isExpected(report);
        if (expected && report.problem() == null && !all.isEmpty() && report.digest() == null) {
            compareRows(partition, new ReportedRows(rows.table(), shape, all.get(0)), to, report);
            return to;
        }
        try (Connection connection = dataSource.getConnection()) {
            ProgressTable.advance(connection, partition.nextOffset(), to, 0);
        }
        if (!expected) {
            return to;
        }
        String problem = report.problem();
        if (problem != null) {
            looks.add(new Look.Problem(report, problem));
        } else if (all.isEmpty()) {
            looks.add(new Look.Problem(report, "all codes of the station belong to other stations, see sync.codes"));
        } else {
            looks.compareDigests(report, new ReportedRows(rows.table(), shape, all.get(0)));
        }
        return to;
    }

    /**
     * The marker of the transaction says where the capture must be to know every edit that is visible here. An edit made after the
     * rows are read counts as unseen, which is as good: the row is looked at again.
     */
    private void compareRows(UpPartition partition, ReportedRows rows, Progress to, RangeReport report)
            throws SQLException, ProgressMovedException {
        int marker = -1 - ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE - 1);
        boolean extraRowsCount = policies.of(rows.table().name()).stationDeletesTravel();
        Look.Rows look;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, partition.nextOffset(), to, marker);
                List<Difference> differences = new RowComparison(rows, extraRowsCount)
                        .differences(report, rows.rows(connection, report.range()));
                CompletableFuture<Map<RowKey, UnderWay>> unseen = CompletableFuture.completedFuture(Map.of());
                if (!differences.isEmpty()) {
                    Set<RowKey> keys = differences.stream().map(Difference::key).collect(Collectors.toSet());
                    unseen = inquiries.askToVerify(to.topic(), marker, keys, to.seen());
                }
                connection.commit();
                look = new Look.Rows(report, differences, unseen);
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        looks.add(look);
    }
}
