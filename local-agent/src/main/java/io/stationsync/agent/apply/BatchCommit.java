package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.Rollback;
import io.stationsync.engine.EngineException;
import io.stationsync.model.StationCode;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits messages with the word of how far the topic is applied, in one transaction that begins with the marker. */
final class BatchCommit {
    private static final Logger log = LoggerFactory.getLogger(BatchCommit.class);

    private final DataSource dataSource;
    private final StationCode station;
    private final String topic;
    private final QuarantineCount quarantined;
    private final SyncMeters meters;

    BatchCommit(
            DataSource dataSource, StationCode station, String topic, QuarantineCount quarantined, SyncMeters meters) {
        this.dataSource = dataSource;
        this.station = station;
        this.topic = topic;
        this.quarantined = quarantined;
        this.meters = meters;
    }

    /** A part of a transaction. */
    @FunctionalInterface
    interface Part {
        void run(Connection connection) throws SQLException, ProgressMovedException;
    }

    /**
     * Applies a batch, in a second transaction if messages can't be written together in the first.
     *
     * @param fresh whether the tables were looked at just before the batch was read
     * @param marker the transaction's first statement
     * @param last what is written after the rows
     */
    void commit(Batch batch, boolean fresh, Part marker, Part last)
            throws SQLException, ProgressMovedException, EngineException {
        BatchWriter writer;
        try {
            writer = write(batch, fresh, marker, last, true);
        } catch (GroupRefusedException e) {
            log.debug("{} messages are written one by one", batch.messages().size());
            writer = writeOneByOne(batch, fresh, marker, last);
        }
        count(Stage.APPLIED, writer.applied());
        count(Stage.WITHOUT_ROW, writer.withoutRow());
        report(writer.setAside());
    }

    private BatchWriter writeOneByOne(Batch batch, boolean fresh, Part marker, Part last)
            throws SQLException, ProgressMovedException, EngineException {
        try {
            return write(batch, fresh, marker, last, false);
        } catch (GroupRefusedException e) {
            throw new IllegalStateException("a message alone is no group", e);
        }
    }

    private BatchWriter write(Batch batch, boolean fresh, Part marker, Part last, boolean grouped)
            throws SQLException, ProgressMovedException, EngineException, GroupRefusedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                marker.run(connection);
                BatchWriter writer = new BatchWriter(connection, topic, batch, fresh, grouped);
                writer.write(batch);
                last.run(connection);
                QuarantineTable.store(connection, station, writer.setAside());
                connection.commit();
                return writer;
            } catch (SQLException
                    | ProgressMovedException
                    | EngineException
                    | GroupRefusedException
                    | RuntimeException e) {
                meters.rows(Stage.RETRIED, "-", "-", batch.messages().size());
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    private void count(Stage stage, List<Message> messages) {
        messages.forEach(message ->
                meters.rows(stage, message.table().name(), message.change().op().code(), 1));
    }

    private void report(List<SetAside> setAside) {
        if (setAside.isEmpty()) {
            return;
        }
        quarantined.lookAgain();
        SetAside first = setAside.get(0);
        log.warn(
                "{} messages of the center are set aside in stationsync.sync_quarantine, the first (offset {}) because: {}; see /api/quarantine",
                setAside.size(),
                first.record().offset(),
                first.message() == null ? "an earlier one of its row is there" : first.message());
        setAside.forEach(one -> meters.count(
                "sync.set.aside.rows",
                "Changes that were set aside",
                "station",
                station.value(),
                "table",
                one.table(),
                "state",
                one.state().code()));
    }
}
