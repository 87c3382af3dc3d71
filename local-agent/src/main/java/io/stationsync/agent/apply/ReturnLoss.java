package io.stationsync.agent.apply;

import io.stationsync.agent.load.ResyncTable;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.engine.EngineStatus;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.LoadMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on though messages of the return topic are missing, and has all rows sent again, in the same transaction. Whatever was
 * lost, the center answers rows that differ with its own.
 */
final class ReturnLoss {
    private static final Logger log = LoggerFactory.getLogger(ReturnLoss.class);

    private final DataSource dataSource;
    private final EngineStatus status;
    private final SyncMeters meters;

    ReturnLoss(DataSource dataSource, EngineStatus status, SyncMeters meters) {
        this.dataSource = dataSource;
        this.status = status;
        this.meters = meters;
    }

    /**
     * Moves on within a transaction of its own.
     *
     * @param to before the first message that is there
     * @param what for the log, the status and the center
     */
    void goOn(OptionalLong expected, Progress to, Collection<String> tables, String what)
            throws SQLException, ProgressMovedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, expected, to, 0);
                for (String table : tables) {
                    ResyncTable.request(
                            connection, table, LoadMode.CENTER, "messages of the center were lost: " + what);
                }
                connection.commit();
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        meters.count("sync.losses", "Times that messages of the return topic were missing", "topic", to.topic());
        status.detail("lost", what);
        log.error(
                "Messages of the center are missing ({}). Going on with the next one; all rows of all tables are sent again, and the center answers those that differ with its own. Nothing has to be done; see /api/conflicts of the center afterwards",
                what);
    }
}
