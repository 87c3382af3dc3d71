package io.stationsync.center.send;

import io.stationsync.center.command.CommandTable;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.database.Rollback;
import io.stationsync.engine.EngineStatus;
import io.stationsync.model.Position;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StationCommand.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has stations send all rows of all tables, after the center has lost something. */
final class Resyncs {
    private static final Logger log = LoggerFactory.getLogger(Resyncs.class);

    private final DataSource dataSource;
    private final EngineStatus status;
    private final SyncMeters meters;

    Resyncs(DataSource dataSource, EngineStatus status, SyncMeters meters) {
        this.dataSource = dataSource;
        this.status = status;
        this.meters = meters;
    }

    /** Edits made here since the backup exist at the stations alone: their rows count. */
    void afterRestore(Fleet fleet, String evidence, Position now) throws SQLException {
        give(fleet.stations(), LoadMode.STATION, "the center's database was restored: " + evidence);
        status.detail("restored", evidence);
        meters.count("sync.restores", "Times that the database was found to be restored to an older state");
        log.error(
                "The database was restored to an older state ({}). Going on from {}; what the stations have sent since then is applied again, then they send all rows of all tables, which bring back what was edited here. Nothing has to be done; see /api/conflicts afterwards",
                evidence,
                now);
    }

    /** Edits that have not been sent exist here alone: the center's rows count. */
    void afterLoss(Fleet fleet, String reason, Position now) throws SQLException {
        give(fleet.stations(), LoadMode.CENTER, "edits of the center were not sent: " + reason);
        status.detail("lost", reason);
        count(meters, "binlog");
        log.error(
                "Edits of the center may not have been sent: {}. Going on from {}; the stations send all rows of all tables, and are told those that differ. Nothing has to be done; see /api/conflicts afterwards",
                reason,
                now);
    }

    /**
     * Edits that have not been sent exist here alone. Stations that are new to Kafka, too, send all rows by themselves.
     *
     * @param stations for which Kafka still has a return topic
     */
    void afterLostPosition(Collection<Station> stations, Position now) throws SQLException {
        String reason = "Kafka has lost the position of the center";
        give(stations, LoadMode.CENTER, reason);
        status.detail("lost", reason);
        count(meters, "position");
        log.error(
                "Kafka has lost the position: edits made before {} that had not reached their stations do not travel by themselves. The stations send all rows again: those that Kafka still knows are told those that differ, of the others what differs is kept. Nothing has to be done; see /api/conflicts afterwards",
                now);
    }

    /** What was on the topic and not applied is lost. */
    void afterNewTopic(Station station, String topic) throws SQLException {
        give(List.of(station), LoadMode.CENTER, "the topic %s was made anew".formatted(topic));
        status.detail("lost." + station.code(), topic + " was made anew");
        count(meters, topic);
        log.error(
                "station {}: the topic {} was made anew, and what was on it is gone. The station sends all rows of all tables, and is told those that differ. Nothing has to be done; see /api/conflicts afterwards",
                station.code(),
                topic);
    }

    /** @param what was lost: the binlog, the position, a topic or edits of a table */
    static void count(SyncMeters meters, String what) {
        meters.count(
                "sync.return.losses",
                "Times that edits of the center did not reach the return topic, or were lost there",
                "what",
                what);
    }

    /** Commands the load of a table, within the caller's transaction. */
    static void give(Connection connection, StationCode station, String table, LoadMode mode, String reason)
            throws SQLException {
        CommandTable.give(
                connection,
                station,
                Kind.RESYNC,
                table,
                LoadArguments.whole(mode).json(),
                reason);
    }

    private void give(Collection<Station> stations, LoadMode mode, String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (Station station : stations) {
                    for (TableSchema table : station.heartbeat().tables()) {
                        give(connection, station.code(), table.table(), mode, reason);
                    }
                }
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }
}
