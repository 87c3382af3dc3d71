package io.stationsync.center.verify;

import io.stationsync.center.verify.ReportedRows.Digest;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Group;
import io.stationsync.wire.TravellingRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares the digests of a station's rows with the master's. */
final class DigestComparison {
    /** ER_TABLE_DEF_CHANGED: altered since the snapshot was opened. */
    private static final int TABLE_CHANGED = 1412;

    private DigestComparison() {}

    /** @return the groups that differ; empty if the master could not be read as it was */
    static Optional<List<TravellingRange>> differing(Look.Digests digests, @Nullable MasterSnapshot snapshot)
            throws SQLException {
        if (snapshot == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(differing(digests.report(), digests.rows(), snapshot.connection()));
        } catch (SQLException e) {
            if (e.getErrorCode() == TABLE_CHANGED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<TravellingRange> differing(RangeReport report, ReportedRows rows, Connection connection)
            throws SQLException {
        Digest whole = rows.digest(connection, report.range());
        if (whole.rows() == report.rows() && whole.digest().equals(report.digest())) {
            return List.of();
        }
        List<TravellingRange> differing = new ArrayList<>();
        @Nullable JsonNode after = report.range().after();
        for (Group group : report.groups()) {
            TravellingRange range = new TravellingRange(after, group.upTo());
            Digest digest = rows.digest(connection, range);
            if (digest.rows() != group.rows() || !digest.digest().equals(group.digest())) {
                differing.add(range);
            }
            after = group.upTo();
        }
        return differing;
    }
}
