package io.stationsync.transport;

import io.stationsync.capture.CaptureException;
import io.stationsync.capture.RowsEvent;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Watermark;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.RowChange;
import io.stationsync.wire.StatusRecords.PositionRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a database is older than the position that Kafka has of it. */
public final class RestoredDatabase {
    private RestoredDatabase() {}

    /** @return the watermark after an event of {@link Watermark#ID} */
    public static long watermark(RowsEvent event, long before) throws CaptureException {
        long last = before;
        for (RowChange change : event.decode()) {
            last = change.after() == null ? last : Watermark.of(change.after());
        }
        return last;
    }

    /**
     * Compares what the database has with what was passed in its binlog before the position.
     *
     * @return how that shows; empty if the position is of this database as it is
     */
    public static Optional<String> evidence(Connection connection, PositionRecord record) throws SQLException {
        long watermark = Watermark.read(connection);
        if (watermark < record.watermark()) {
            return Optional.of("its watermark is %d, and %d has been read in its binlog before"
                    .formatted(watermark, record.watermark()));
        }
        GtidPosition now = ProgressTable.now(connection);
        for (Gtid known : record.position().gtids().domains().values()) {
            @Nullable Gtid last = now.domains().get(known.domain());
            if (last == null || last.sequence() < known.sequence()) {
                return Optional.of("its binlog ends at %s, and has been read up to %s"
                        .formatted(last == null ? "the beginning" : last, known));
            }
        }
        return Optional.empty();
    }
}
