package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.agent.load.ResyncTable;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.Failures;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.StationCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the return topic to the station's database exactly once: the next offset is stored in the transaction of the
 * rows, and every session begins at the offset that the database has. What the database refuses, and what can't be read, is set
 * aside alone and counts as applied.
 */
public final class DownApplier {
    private static final Logger log = LoggerFactory.getLogger(DownApplier.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BATCH_RECORDS = 1_000;

    private final KafkaClients clients;
    private final DataSource dataSource;
    private final TopicPartition partition;
    private final BooleanSupplier fenced;
    private final EngineStatus status;
    private final SyncMeters meters;
    private final StationCode station;
    private final MessageReader reader;
    private final QuarantineCount quarantined;
    private final Clock clock;
    private boolean fresh;
    private volatile long lagRows;
    private volatile Instant caughtUpAt;

    /** @param fenced whether another process has taken over this station */
    public DownApplier(
            KafkaClients clients,
            DataSource dataSource,
            StationCode station,
            MessageReader reader,
            QuarantineCount quarantined,
            String downTopic,
            BooleanSupplier fenced,
            EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        this.clients = clients;
        this.dataSource = dataSource;
        this.station = station;
        this.reader = reader;
        this.quarantined = quarantined;
        this.partition = new TopicPartition(downTopic, 0);
        this.fenced = fenced;
        this.status = status;
        this.meters = meters;
        this.clock = clock;
        this.caughtUpAt = clock.instant();
        status.liveDetail("lagRows", this::lagRows);
        status.liveDetail("lagSeconds", () -> lag().toSeconds());
    }

    /** Records that wait on the return topic, as far as is known. */
    public long lagRows() {
        return lagRows;
    }

    /** How old the oldest message may be that waits on the return topic; zero if none does. */
    public Duration lag() {
        return lagRows == 0 && status.state() == State.RUNNING
                ? Duration.ZERO
                : Duration.between(caughtUpAt, clock.instant());
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        try (Consumer<byte[], byte[]> consumer = clients.consumer(BATCH_RECORDS)) {
            if (consumer.partitionsFor(partition.topic()).isEmpty()) {
                throw new EngineException(State.STARTING, "the topic %s is not there yet".formatted(partition.topic()));
            }
            consumer.assign(List.of(partition));
            Applied applied = start(consumer);
            while (!stop.isRequested()) {
                applied = step(consumer, applied);
            }
        } catch (InvalidOffsetException e) {
            throw new EngineException(
                    State.RESYNC_NEEDED,
                    "Kafka no longer has the messages of %s that come next (or the topic was made anew): edits made at the center are missing here. Compare the station's rows with the center's"
                            .formatted(partition.topic()),
                    e);
        } catch (KafkaException e) {
            throw new EngineException(State.OFFLINE, "waits for Kafka: " + Failures.text(e), e);
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, SqlFailures.describe(e), e);
        }
    }

    /** @param nextOffset empty if nothing of the topic has ever been applied */
    private record Applied(OptionalLong nextOffset, Seq seq) {}

    private Applied start(Consumer<byte[], byte[]> consumer) throws SQLException, EngineException {
        // A session may have ended because a table is no longer what it was.
        reader.begin();
        fresh = true;
        try (Connection connection = dataSource.getConnection()) {
            Applied applied = ProgressTable.find(connection, partition.topic(), partition.partition())
                    .map(progress -> new Applied(OptionalLong.of(progress.nextOffset()), progress.seq()))
                    .orElse(new Applied(OptionalLong.empty(), Seq.NONE));
            if (applied.nextOffset().isPresent()) {
                consumer.seek(partition, applied.nextOffset().getAsLong());
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
            return applied;
        }
    }

    private Applied step(Consumer<byte[], byte[]> consumer, Applied applied) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
        if (fenced.getAsBoolean()) {
            throw new EngineException(State.FENCED, "another process has taken over this station; see capture");
        }
        lagRows = consumer.currentLag(partition).orElse(0) + records.size();
        Applied now = records.isEmpty() ? applied : apply(records, applied);
        lagRows = consumer.currentLag(partition).orElse(0);
        now.nextOffset().ifPresent(offset -> status.detail("position", offset));
        if (lagRows == 0) {
            caughtUpAt = clock.instant();
        }
        status.set(State.RUNNING);
        return now;
    }

    private Applied apply(List<ConsumerRecord<byte[], byte[]>> records, Applied applied) throws Exception {
        long start = System.nanoTime();
        Batch batch = reader.read(records, applied.seq());
        long next = records.get(records.size() - 1).offset() + 1;
        commit(batch, applied, new Progress(partition.topic(), partition.partition(), next, batch.seq(), -1));
        fresh = false;
        meters.batch("down", records.size(), Duration.ofNanos(System.nanoTime() - start));
        return new Applied(OptionalLong.of(next), batch.seq());
    }

    private void commit(Batch batch, Applied applied, Progress to) throws Exception {
        BatchWriter writer;
        try {
            writer = write(batch, applied, to, true);
        } catch (GroupRefusedException e) {
            log.debug("{} messages are written one by one", batch.messages().size());
            writer = write(batch, applied, to, false);
        }
        count(Stage.APPLIED, writer.applied());
        count(Stage.WITHOUT_ROW, writer.withoutRow());
        report(writer.setAside());
    }

    private BatchWriter write(Batch batch, Applied applied, Progress to, boolean grouped) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(
                        connection, applied.nextOffset(), to, batch.messages().size());
                BatchWriter writer = new BatchWriter(connection, to.topic(), batch, fresh, grouped);
                writer.write(batch);
                for (StationCommand command : batch.commands()) {
                    obey(command, connection);
                }
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

    /** Kept with the offset, so that it is carried out once and also after a restart. */
    private static void obey(StationCommand command, Connection connection) throws SQLException {
        log.info("{} of {} at the center's command ({})", command.kind(), command.table(), command.reason());
        ResyncTable.request(connection, command.table(), command.reason());
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
