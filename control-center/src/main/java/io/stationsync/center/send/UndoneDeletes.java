package io.stationsync.center.send;

import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.ConflictTable;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Deletes at the center that a station has undone by changing the row. The capture makes this record, and not the
 * transaction that applied the change, because only the capture can tell a row that the center has deleted from one that
 * the center never had.
 */
final class UndoneDeletes {
    private final DataSource dataSource;
    private final ConflictReport report;
    private final ConflictTable table = new ConflictTable();

    UndoneDeletes(DataSource dataSource, ConflictReport report) {
        this.dataSource = dataSource;
        this.report = report;
    }

    /**
     * Stores one, once however often its transaction is read.
     *
     * @param restored the row as the station has it
     * @param deleted the row as the center deleted it; null if that is not known
     * @param gtid of the transaction that has restored the row
     */
    void store(StationRow restored, @Nullable Row deleted, Conflict policy, Gtid gtid) throws EngineException {
        StationCode station = restored.place().station();
        String name = restored.place().table();
        EditConflict conflict = new EditConflict(
                restored.key(),
                restored.image().columns().names(),
                deleted,
                restored.image(),
                null,
                Outcome.ROW_RESTORED);
        String origin = "%s/%s".formatted(gtid, fingerprint(restored.key()));
        try (Connection connection = dataSource.getConnection()) {
            if (table.storeOnce(connection, station, name, policy, conflict, origin)) {
                report.stored(station, name, policy, conflict);
            }
        } catch (SQLException e) {
            throw new EngineException(
                    State.RETRYING, "a conflict can't be stored in the database: " + SqlFailures.describe(e), e);
        }
    }

    private static UUID fingerprint(RowKey key) {
        return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
    }
}
