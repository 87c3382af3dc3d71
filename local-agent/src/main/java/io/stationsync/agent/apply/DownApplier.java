package io.stationsync.agent.apply;

import io.stationsync.agent.load.ResyncTable;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.agent.table.UndecidedRowException;
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
import io.stationsync.model.Op;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * rows, and every session begins at the offset that the database has.
 */
public final class DownApplier {
    private static final Logger log = LoggerFactory.getLogger(DownApplier.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BATCH_RECORDS = 1_000;

    private final KafkaClients clients;
    private final DataSource dataSource;
    private final StationTables tables;
    private final TopicPartition partition;
    private final BooleanSupplier fenced;
    private final EngineStatus status;
    private final SyncMeters meters;
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Clock clock;
    private volatile long lagRows;
    private volatile Instant caughtUpAt;

    /** @param fenced whether another process has taken over this station */
    public DownApplier(
            KafkaClients clients,
            DataSource dataSource,
            StationTables tables,
            String downTopic,
            BooleanSupplier fenced,
            EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        this.clients = clients;
        this.dataSource = dataSource;
        this.tables = tables;
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
            // A session may have ended because a table is no longer what it was.
            tables.refresh();
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

    private Applied start(Consumer<byte[], byte[]> consumer) throws SQLException {
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
        List<ConsumerRecord<byte[], byte[]>> fresh = new ArrayList<>(records.size());
        Seq seq = applied.seq();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Seq arriving = RecordHeaders.seq(record.headers());
            switch (seq.arrivalOf(arriving)) {
                case NEXT -> {
                    fresh.add(record);
                    seq = arriving;
                }
                case DUPLICATE -> meters.rows(Stage.DUPLICATE, "-", "-", 1);
                case GAP -> throw gap(record, seq, arriving);
            }
        }
        long next = records.get(records.size() - 1).offset() + 1;
        commit(fresh, applied, new Progress(partition.topic(), partition.partition(), next, seq, -1));
        meters.batch("down", records.size(), Duration.ofNanos(System.nanoTime() - start));
        return new Applied(OptionalLong.of(next), seq);
    }

    private static EngineException gap(ConsumerRecord<byte[], byte[]> record, Seq previous, Seq arriving) {
        return new EngineException(
                State.RESYNC_NEEDED,
                "%s offset %d has the number %s after %s: edits made at the center are missing here. Compare the station's rows with the center's"
                        .formatted(record.topic(), record.offset(), arriving, previous));
    }

    private void commit(List<ConsumerRecord<byte[], byte[]>> records, Applied applied, Progress to) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.advance(connection, applied.nextOffset(), to, records.size());
                MessageWriter writer = new MessageWriter(connection);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (RecordHeaders.isCommand(record.headers())) {
                        obey(record, connection);
                    } else {
                        write(record, writer);
                    }
                }
                connection.commit();
            } catch (SQLException | ProgressMovedException | EngineException | RuntimeException e) {
                meters.rows(Stage.RETRIED, "-", "-", records.size());
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    /** Kept with the offset, so that it is carried out once and also after a restart. */
    private void obey(ConsumerRecord<byte[], byte[]> record, Connection connection) throws SQLException {
        StationCommand command = StatusRecords.read(record.value(), StationCommand.class);
        if (tables.names().contains(command.table())) {
            log.info("{} of {} at the center's command ({})", command.kind(), command.table(), command.reason());
            ResyncTable.request(connection, command.table(), command.reason());
        } else {
            log.warn(
                    "{} of {} at the center's command is left out: the table is not in sync.tables",
                    command.kind(),
                    command.table());
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> record, MessageWriter writer) throws EngineException {
        Message message = read(record);
        String op = message.change().op().code();
        meters.rows(Stage.RECEIVED, message.table().name(), op, 1);
        countUnknown(message);
        try {
            boolean changed = writer.write(message);
            meters.rows(
                    changed ? Stage.APPLIED : Stage.WITHOUT_ROW, message.table().name(), op, 1);
        } catch (UndecidedRowException e) {
            throw new EngineException(
                    State.FAILED,
                    "rows of sync.selection can't decide about %s %s: %s. Correct the expression and start again"
                            .formatted(message.table().name(), message.key(), e.getMessage()),
                    e);
        } catch (SQLException e) {
            throw new EngineException(
                    State.RETRYING,
                    "%s of %s %s (offset %d of %s) is refused: %s"
                            .formatted(
                                    message.change().op(),
                                    message.table().name(),
                                    message.key(),
                                    record.offset(),
                                    record.topic(),
                                    SqlFailures.describe(e)),
                    e);
        }
    }

    /** The message was under way when the column was dropped here. */
    private void countUnknown(Message message) {
        for (String column : message.change().image().columns().names()) {
            if (message.table().types().of(column) == null
                    && (message.columns().isEmpty() || message.columns().contains(column))) {
                meters.count(
                        "sync.values.without.column",
                        "Values sent to this station for a column that its table no longer has",
                        "table",
                        message.table().name());
            }
        }
    }

    private Message read(ConsumerRecord<byte[], byte[]> record) throws EngineException {
        try {
            StationTable table = tables.get(reader.table(record.value()));
            RowKey key = reader.key(record.key(), table.types());
            RowChange change = reader.value(record.value(), table.types()).change();
            List<String> columns = change.op() == Op.UPDATE ? RecordHeaders.columns(record.headers()) : List.of();
            return Message.arrived(table, key, change, columns);
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            throw new EngineException(
                    State.FAILED,
                    "offset %d of %s can't be read: %s".formatted(record.offset(), record.topic(), e.getMessage()),
                    e);
        }
    }
}
