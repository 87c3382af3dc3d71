package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.agent.apply.MessageReader.Received;
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
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.ResyncArguments;
import io.stationsync.wire.ReturnOffset;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
    private final LongSupplier captureSessions;
    private long sessionKnown;
    private long nextKnown = -1;
    private final ReturnLoss loss;
    private boolean fresh;
    private volatile long lagRows;
    private volatile Instant caughtUpAt;

    /**
     * @param fenced whether another process has taken over this station
     * @param captureSessions how many sessions the capture has begun, each of which looks whether the database was restored
     */
    public DownApplier(
            KafkaClients clients,
            DataSource dataSource,
            StationCode station,
            MessageReader reader,
            QuarantineCount quarantined,
            String downTopic,
            BooleanSupplier fenced,
            LongSupplier captureSessions,
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
        this.captureSessions = captureSessions;
        this.loss = new ReturnLoss(dataSource, status, meters);
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
        } catch (KafkaException e) {
            throw new EngineException(State.OFFLINE, "waits for Kafka: " + Failures.text(e), e);
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, SqlFailures.describe(e), e);
        }
    }

    /** @param nextOffset a {@link ReturnOffset}; empty if nothing of the topic has ever been applied */
    private record Applied(OptionalLong nextOffset, Seq seq) {
        long base() {
            return ReturnOffset.base(nextOffset.orElse(0));
        }
    }

    private Applied start(Consumer<byte[], byte[]> consumer) throws SQLException, EngineException {
        // A session may have ended because a table is no longer what it was.
        reader.begin();
        fresh = true;
        try (Connection connection = dataSource.getConnection()) {
            Applied applied = ProgressTable.find(connection, partition.topic(), partition.partition())
                    .map(progress -> new Applied(OptionalLong.of(progress.nextOffset()), progress.seq()))
                    .orElse(new Applied(OptionalLong.empty(), Seq.NONE));
            checkAge(applied.nextOffset().orElse(0));
            if (applied.nextOffset().isPresent()) {
                consumer.seek(
                        partition, ReturnOffset.inKafka(applied.nextOffset().getAsLong()));
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
            return applied;
        }
    }

    /** A restored database must not get again what it had, over what was written to it since: see StationTranslation. */
    private void checkAge(long next) throws EngineException {
        long session = captureSessions.getAsLong();
        if (session == 0 || next < nextKnown && session == sessionKnown) {
            throw new EngineException(
                    State.STARTING, "waits until capture has looked whether the database was restored; see capture");
        }
        sessionKnown = session;
        nextKnown = next;
    }

    private Applied step(Consumer<byte[], byte[]> consumer, Applied applied) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records;
        try {
            records = consumer.poll(POLL).records(partition);
        } catch (InvalidOffsetException e) {
            log.debug("The stored offset is not there", e);
            return lose(consumer, applied);
        }
        if (fenced.getAsBoolean()) {
            throw new EngineException(State.FENCED, "another process has taken over this station; see capture");
        }
        lagRows = consumer.currentLag(partition).orElse(0) + records.size();
        Applied now = applied;
        List<ConsumerRecord<byte[], byte[]>> rest = records;
        while (!rest.isEmpty()) {
            try {
                Batch batch = reader.read(rest, now.seq());
                now = apply(rest.subList(0, batch.size()), batch, now);
                rest = rest.subList(batch.size(), rest.size());
            } catch (MissingMessagesException e) {
                now = goOn(now, offset(rest.get(0), now), e.before(), String.valueOf(e.getMessage()));
            }
        }
        lagRows = consumer.currentLag(partition).orElse(0);
        now.nextOffset().ifPresent(offset -> status.detail("position", offset));
        if (lagRows == 0) {
            caughtUpAt = clock.instant();
        }
        status.set(State.RUNNING);
        return now;
    }

    /** Kafka does not have what comes next, or the topic was made anew: goes on with what is there. */
    private Applied lose(Consumer<byte[], byte[]> consumer, Applied applied)
            throws SQLException, ProgressMovedException {
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long next = applied.nextOffset().orElse(0);
        boolean anew = beginning < ReturnOffset.inKafka(next);
        String what = "%s: offset %d comes next and Kafka has %s"
                .formatted(
                        partition.topic(),
                        ReturnOffset.inKafka(next),
                        anew ? "less: the topic was made anew" : "none before " + beginning);
        long base = anew ? ReturnOffset.nextBase(next) : ReturnOffset.base(next);
        Applied now = goOn(applied, base + beginning, Seq.UNKNOWN, what);
        consumer.seek(partition, beginning);
        return now;
    }

    private Applied goOn(Applied applied, long next, Seq seq, String what) throws SQLException, ProgressMovedException {
        Progress to = new Progress(partition.topic(), partition.partition(), next, seq, -1);
        loss.goOn(applied.nextOffset(), to, reader.tableNames(), what);
        return new Applied(OptionalLong.of(next), seq);
    }

    private static long offset(ConsumerRecord<byte[], byte[]> record, Applied applied) {
        return Math.max(base(record), applied.base()) + record.offset();
    }

    private static long base(ConsumerRecord<byte[], byte[]> record) {
        try {
            return RecordHeaders.base(record.headers());
        } catch (UndecodableRecordException e) {
            // It is set aside for that.
            log.debug("No base", e);
            return 0;
        }
    }

    private Applied apply(List<ConsumerRecord<byte[], byte[]>> records, Batch batch, Applied applied) throws Exception {
        long start = System.nanoTime();
        long next = offset(records.get(records.size() - 1), applied) + 1;
        commit(batch, applied, new Progress(partition.topic(), partition.partition(), next, batch.seq(), -1));
        fresh = false;
        meters.batch("down", records.size(), Duration.ofNanos(System.nanoTime() - start));
        nextKnown = next;
        return new Applied(OptionalLong.of(next), batch.seq());
    }

    private void commit(Batch batch, Applied applied, Progress to) throws Exception {
        BatchWriter writer;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(
                        connection, applied.nextOffset(), to, batch.messages().size());
                writer = new BatchWriter(connection, to.topic(), batch, fresh);
                for (Received received : batch.messages()) {
                    writer.write(received);
                }
                for (StationCommand command : batch.commands()) {
                    obey(command, connection);
                }
                QuarantineTable.store(connection, station, writer.setAside());
                connection.commit();
            } catch (SQLException | ProgressMovedException | EngineException | RuntimeException e) {
                meters.rows(Stage.RETRIED, "-", "-", batch.messages().size());
                Rollback.after(e, connection);
                throw e;
            }
        }
        count(Stage.APPLIED, writer.applied());
        count(Stage.WITHOUT_ROW, writer.withoutRow());
        report(writer.setAside());
    }

    /** Kept with the offset, so that it is carried out once and also after a restart. */
    private static void obey(StationCommand command, Connection connection) throws SQLException {
        log.info("{} of {} at the center's command ({})", command.kind(), command.table(), command.reason());
        ResyncTable.request(
                connection,
                command.table(),
                command.reason(),
                ResyncArguments.of(command.arguments()).mode());
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
