package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.agent.command.CommandReport;
import io.stationsync.agent.command.GivenCommand;
import io.stationsync.agent.command.Obedience;
import io.stationsync.agent.load.ResyncTable;
import io.stationsync.agent.pause.HeldBack;
import io.stationsync.agent.pause.PauseTable;
import io.stationsync.agent.pause.Pauses;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.Failures;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.ReturnOffset;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the return topic to the station's database exactly once: the next offset is stored in the transaction of the
 * rows, and every session begins at the offset that the database has. What the database refuses, and what can't be read, is set
 * aside alone and counts as applied. Messages of a paused table are passed over, while everything else goes on; once it is resumed
 * they are read again from where it was paused, before anything else.
 */
public final class DownApplier {
    private static final Logger log = LoggerFactory.getLogger(DownApplier.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BATCH_RECORDS = 500;

    private final KafkaClients clients;
    private final DataSource dataSource;
    private final TopicPartition partition;
    private final BooleanSupplier fenced;
    private final EngineStatus status;
    private final SyncMeters meters;
    private final MessageReader reader;
    private final Obedience obedience;
    private final CommandReport commands;
    private final BatchCommit commit;
    private final Clock clock;
    private final LongSupplier captureSessions;
    private long sessionKnown;
    private long nextKnown = -1;
    private final ReturnLoss loss;
    private boolean fresh;

    /** What is being read again; null while it is the topic's end. */
    private @Nullable String catchingUp;

    private volatile Pauses pauses = Pauses.NONE;
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
            Obedience obedience,
            CommandReport commands,
            QuarantineCount quarantined,
            String downTopic,
            BooleanSupplier fenced,
            LongSupplier captureSessions,
            EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        this.clients = clients;
        this.dataSource = dataSource;
        this.reader = reader;
        this.obedience = obedience;
        this.commands = commands;
        this.partition = new TopicPartition(downTopic, 0);
        this.commit = new BatchCommit(dataSource, station, downTopic, quarantined, meters);
        this.fenced = fenced;
        this.captureSessions = captureSessions;
        this.loss = new ReturnLoss(dataSource, status, meters);
        this.status = status;
        this.meters = meters;
        this.clock = clock;
        this.caughtUpAt = clock.instant();
        status.liveDetail("lagRows", this::lagRows);
        status.liveDetail("lagSeconds", () -> lag().toSeconds());
        status.liveDetail("paused", () -> pauses.shown());
    }

    /** Records that wait on the return topic, as far as is known; of those for paused tables only if all are. */
    public long lagRows() {
        return lagRows;
    }

    /** How old the oldest message may be that waits on the return topic; zero if none does. */
    public Duration lag() {
        return lagRows == 0 && status.state() == State.RUNNING
                ? Duration.ZERO
                : Duration.between(caughtUpAt, clock.instant());
    }

    /** What is paused, or still catches up. */
    public Pauses pauses() {
        return pauses;
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        try {
            while (!stop.isRequested()) {
                // To catch up is to read from elsewhere at once, and not behind what the broker has been asked for.
                boolean quiet = pauses.due().isEmpty();
                Consumer<byte[], byte[]> consumer =
                        quiet ? clients.quietConsumer(BATCH_RECORDS) : clients.consumer(BATCH_RECORDS);
                try (CommitThread commits = new CommitThread()) {
                    follow(consumer, commits, quiet, stop);
                } finally {
                    consumer.close(CloseOptions.timeout(Duration.ZERO));
                }
            }
        } catch (KafkaException e) {
            throw new EngineException(State.OFFLINE, "waits for Kafka: " + Failures.text(e), e);
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, SqlFailures.describe(e), e);
        }
    }

    /** @param quiet until something has to catch up; otherwise until nothing has any more */
    private void follow(Consumer<byte[], byte[]> consumer, CommitThread commits, boolean quiet, Stop stop)
            throws Exception {
        if (consumer.partitionsFor(partition.topic()).isEmpty()) {
            throw new EngineException(State.STARTING, "the topic %s is not there yet".formatted(partition.topic()));
        }
        consumer.assign(List.of(partition));
        Applied applied = start(consumer);
        while (!stop.isRequested() && applied.pauses().due().isEmpty() == quiet) {
            applied = step(consumer, commits, applied);
        }
    }

    /**
     * How far the topic is applied.
     *
     * @param nextOffset a {@link ReturnOffset}; empty if nothing of the topic has ever been applied
     * @param pauses what is held back, and has been applied less far
     */
    private record Applied(OptionalLong nextOffset, Seq seq, Pauses pauses) {
        private Applied with(Pauses other) {
            return new Applied(nextOffset, seq, other);
        }

        private long base() {
            return ReturnOffset.base(nextOffset.orElse(0));
        }

        private Optional<HeldBack> due() {
            return nextOffset.isPresent() ? pauses.due() : Optional.empty();
        }

        /** Records that were passed over because nothing is applied. */
        private long passedOver() {
            return pauses.ofAll()
                    .map(all -> Math.max(base(), all.nextOffset()))
                    .map(from -> Math.max(0, nextOffset.orElse(0) - from))
                    .orElse(0L);
        }
    }

    private Applied start(Consumer<byte[], byte[]> consumer) throws SQLException, EngineException {
        // A session may have ended because a table is no longer what it was.
        reader.begin();
        fresh = true;
        catchingUp = null;
        try (Connection connection = dataSource.getConnection()) {
            Pauses stored = PauseTable.all(connection);
            pauses = stored;
            Applied applied = ProgressTable.find(connection, partition.topic(), partition.partition())
                    .map(progress -> new Applied(OptionalLong.of(progress.nextOffset()), progress.seq(), stored))
                    .orElse(new Applied(OptionalLong.empty(), Seq.NONE, stored));
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

    private Applied step(Consumer<byte[], byte[]> consumer, CommitThread commits, Applied applied) throws Exception {
        Optional<HeldBack> due = applied.due();
        Applied now;
        try {
            now = due.isPresent() ? catchUp(consumer, applied, due.get()) : goOn(consumer, commits, applied);
        } catch (InvalidOffsetException e) {
            log.debug("The offset that comes next is not there", e);
            commits.await();
            catchingUp = null;
            now = lose(consumer, applied);
        }
        pauses = now.pauses();
        lagRows = consumer.currentLag(partition).orElse(0) + now.passedOver();
        now.nextOffset().ifPresent(offset -> status.detail("position", offset));
        if (lagRows == 0) {
            caughtUpAt = clock.instant();
        }
        status.set(now.pauses().isAllPaused() ? State.PAUSED : State.RUNNING);
        return now;
    }

    private List<ConsumerRecord<byte[], byte[]>> poll(Consumer<byte[], byte[]> consumer) throws EngineException {
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
        if (fenced.getAsBoolean()) {
            throw new EngineException(State.FENCED, "another process has taken over this station; see capture");
        }
        return records;
    }

    /** Applies what comes next of the topic. While more is waiting, the last batch may be under way when this returns. */
    private Applied goOn(Consumer<byte[], byte[]> consumer, CommitThread commits, Applied applied) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> rest = poll(consumer);
        lagRows = consumer.currentLag(partition).orElse(0) + rest.size() + applied.passedOver();
        Applied now = applied;
        while (!rest.isEmpty() && now.due().isEmpty()) {
            try {
                Batch batch = reader.read(rest, now.seq(), now.pauses());
                now = apply(rest.subList(0, batch.size()), batch, commits, now);
                rest = rest.subList(batch.size(), rest.size());
            } catch (MissingMessagesException e) {
                commits.await();
                now = goOnAfterLoss(now, offset(rest.get(0), now), e.before(), String.valueOf(e.getMessage()));
            }
        }
        if (now.due().isPresent() || consumer.currentLag(partition).orElse(0) == 0) {
            commits.await();
        }
        return now;
    }

    /** Kafka does not have what comes next, or the topic was made anew: goes on with what is there. */
    private Applied lose(Consumer<byte[], byte[]> consumer, Applied applied)
            throws SQLException, ProgressMovedException {
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long next = applied.nextOffset().orElse(0);
        long nextInKafka = ReturnOffset.inKafka(next);
        if (beginning <= nextInKafka && nextInKafka <= end) {
            // Only what was held back is gone.
            consumer.seek(partition, nextInKafka);
            return applied;
        }
        boolean anew = beginning < nextInKafka;
        String what = "%s: offset %d comes next and Kafka has %s"
                .formatted(
                        partition.topic(),
                        nextInKafka,
                        anew ? "less: the topic was made anew" : "none before " + beginning);
        long base = anew ? ReturnOffset.nextBase(next) : ReturnOffset.base(next);
        Applied now = goOnAfterLoss(applied, base + beginning, Seq.UNKNOWN, what);
        consumer.seek(partition, beginning);
        return now;
    }

    private Applied goOnAfterLoss(Applied applied, long next, Seq seq, String what)
            throws SQLException, ProgressMovedException {
        Progress to = new Progress(partition.topic(), partition.partition(), next, seq, -1);
        loss.goOn(applied.nextOffset(), to, reader.tables(), what);
        return new Applied(OptionalLong.of(next), seq, applied.pauses());
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

    private Applied apply(
            List<ConsumerRecord<byte[], byte[]>> records, Batch batch, CommitThread commits, Applied applied)
            throws Exception {
        long next = next(records, applied);
        boolean freshTables = fresh;
        fresh = false;
        commits.begin(() -> commit(batch, freshTables, applied.nextOffset(), next));
        Applied now = new Applied(OptionalLong.of(next), batch.seq(), applied.pauses());
        if (batch.commands().isEmpty()) {
            return now;
        }
        commits.await();
        commands.changed();
        try (Connection connection = dataSource.getConnection()) {
            return now.with(PauseTable.all(connection));
        }
    }

    private @Nullable Void commit(Batch batch, boolean freshTables, OptionalLong from, long next) throws Exception {
        long start = System.nanoTime();
        Progress to = new Progress(partition.topic(), partition.partition(), next, batch.seq(), -1);
        commit.commit(
                batch,
                freshTables,
                connection -> ProgressTable.advance(
                        connection, from, to, batch.messages().size()),
                connection -> {
                    for (GivenCommand command : batch.commands()) {
                        obedience.obey(command, next, batch.seq(), connection);
                    }
                });
        nextKnown = next;
        meters.batch("down", batch.size(), Duration.ofNanos(System.nanoTime() - start));
        return null;
    }

    private static long next(List<ConsumerRecord<byte[], byte[]>> records, Applied applied) {
        return offset(records.get(records.size() - 1), applied) + 1;
    }

    /** Applies the next messages of what was paused, up to where the topic as a whole is applied. */
    private Applied catchUp(Consumer<byte[], byte[]> consumer, Applied applied, HeldBack due) throws Exception {
        HeldBack from = due;
        if (!due.table().equals(catchingUp)) {
            from = whatKafkaHas(consumer, applied, due);
            consumer.seek(partition, ReturnOffset.inKafka(from.nextOffset()));
            catchingUp = due.table();
        }
        long end = applied.nextOffset().orElseThrow();
        List<ConsumerRecord<byte[], byte[]>> records = from.nextOffset() >= end
                ? List.of()
                : poll(consumer).stream()
                        .filter(record -> offset(record, applied) < end)
                        .toList();
        boolean reached = from.nextOffset() >= end || consumer.position(partition) >= ReturnOffset.inKafka(end);
        if (records.isEmpty() && !reached) {
            return applied.with(applied.pauses().with(from));
        }
        Batch batch = reader.readAgain(records, from.last(), applied.pauses(), from);
        HeldBack to = from.upTo(reached ? end : next(records, applied), batch.seq());
        store(batch, applied, from, to, reached);
        if (!reached) {
            return applied.with(applied.pauses().with(to));
        }
        log.info("{} of {} has caught up: all up to offset {} is applied", to.table(), partition.topic(), end - 1);
        consumer.seek(partition, ReturnOffset.inKafka(end));
        catchingUp = null;
        return applied.with(applied.pauses().without(to));
    }

    private void store(Batch batch, Applied applied, HeldBack from, HeldBack to, boolean reached) throws Exception {
        commit.commit(batch, fresh, connection -> ProgressTable.stay(connection, at(applied)), connection -> {
            if (reached) {
                PauseTable.remove(connection, from);
            } else {
                PauseTable.advance(connection, from, to);
            }
        });
        fresh = false;
    }

    private Progress at(Applied applied) {
        return new Progress(
                partition.topic(), partition.partition(), applied.nextOffset().orElseThrow(), applied.seq(), -1);
    }

    /** Was it paused for longer than Kafka keeps messages, its tables are sent to the center again, where nothing is lost. */
    private HeldBack whatKafkaHas(Consumer<byte[], byte[]> consumer, Applied applied, HeldBack due) throws Exception {
        long beginning =
                applied.base() + consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (beginning <= due.nextOffset()) {
            return due;
        }
        String reason = "paused for longer than Kafka keeps messages: those from %d to %d of %s are missing"
                .formatted(due.nextOffset(), beginning - 1, partition.topic());
        List<String> tables = reader.tables().stream()
                .filter(table -> applied.pauses().isHeldBackBy(due, table))
                .sorted()
                .toList();
        HeldBack to = due.upTo(beginning, Seq.NONE);
        commit.commit(Batch.EMPTY, fresh, connection -> ProgressTable.stay(connection, at(applied)), connection -> {
            PauseTable.advance(connection, due, to);
            for (String table : tables) {
                ResyncTable.request(connection, table, LoadMode.CENTER, reason);
            }
        });
        tables.forEach(table -> meters.count("sync.losses", "Times that messages were missing", "table", table));
        log.error(
                "Messages of the center are missing: {}. All rows of {} are sent, and the center answers those that differ with its own",
                reason,
                tables);
        return to;
    }
}
