package io.stationsync.transport;

import io.stationsync.capture.BinlogCapture;
import io.stationsync.capture.CaptureException;
import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.capture.TransactionPart;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.Failures;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.StatusRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a database's changes to Kafka exactly once: records and the position after them are committed in one Kafka
 * transaction. After any failure the session ends, and the next one begins at the position that Kafka has; there is no
 * other way to continue, so a crash, a lost connection and a restart are the same thing.
 */
public final class BinlogSender {
    private static final Logger log = LoggerFactory.getLogger(BinlogSender.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** How long what is to be released may wait while nothing changes. */
    private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(1);

    /** How often to look whether the server has found the position. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);

    /** How much of what was sent a restored database may lack without its watermark showing it. */
    private static final Duration WATERMARK_INTERVAL = Duration.ofSeconds(10);

    /**
     * @param direction {@code up} or {@code down}, a label of metrics
     * @param heartbeat how often to say that all is well
     * @param batchRows the most rows of one Kafka transaction, though a part of a binlog transaction is never divided
     */
    public record Settings(
            String direction, String transactionalId, String statusTopic, Duration heartbeat, int batchRows) {}

    private final Settings settings;
    private final SenderInstance instance;
    private final Fencing fencing;
    private final KafkaClients clients;
    private final Supplier<BinlogCapture> captures;
    private final Translation translation;
    private final EngineStatus link;
    private final EngineStatus capture;
    private final SyncMeters meters;
    private final Clock clock;
    private final Impasse impasse = new Impasse();

    /** Before what has not been translated in this session. */
    private Position reached = Position.after(GtidPosition.EMPTY);

    private volatile Instant caughtUpAt;
    private volatile boolean caughtUp;
    private volatile int unsentRows;

    /** @param link says whether Kafka can be reached; {@code capture} is the status of the engine that runs this */
    public BinlogSender(
            Settings settings,
            SenderInstance instance,
            KafkaClients clients,
            Supplier<BinlogCapture> captures,
            Translation translation,
            EngineStatus link,
            EngineStatus capture,
            SyncMeters meters,
            Clock clock) {
        this.settings = settings;
        this.instance = instance;
        this.fencing = new Fencing(clients, settings.statusTopic(), instance);
        this.clients = clients;
        this.captures = captures;
        this.translation = translation;
        this.link = link;
        this.capture = capture;
        this.meters = meters;
        this.clock = clock;
        this.caughtUpAt = clock.instant();
        capture.liveDetail("lagSeconds", () -> lag().toSeconds());
    }

    /** Rows read from the binlog and not yet committed to Kafka; more may wait in the binlog. */
    public int unsentRows() {
        return unsentRows;
    }

    /** How old the oldest change may be that has not been sent; zero when all are. */
    public Duration lag() {
        return caughtUp ? Duration.ZERO : Duration.between(caughtUpAt, clock.instant());
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        try {
            createTopics();
            giveWay(fencing::checkBeforeSession);
            Producer<byte[], byte[]> producer = clients.transactionalProducer(settings.transactionalId());
            try {
                send(producer, stop);
            } finally {
                producer.close(CLOSE_PATIENCE);
            }
        } catch (KafkaException e) {
            if (Fencing.isFenced(e)) {
                giveWay(fencing::checkAfterRefusal);
            }
            throw linkFailure(e);
        } catch (CaptureException e) {
            String message = String.valueOf(e.getMessage());
            boolean lost =
                    e.reason() == Reason.POSITION_LOST || Impasse.is(e) && impasse.mayBePassed(e, reached, translation);
            boolean startsOver = lost && translation.positionLost(message);
            throw new EngineException(
                    startsOver ? State.RETRYING : CaptureFailures.state(e),
                    !lost && Impasse.is(e) ? CaptureFailures.withWayOut(message) : message,
                    e);
        } finally {
            caughtUp = false;
            unsentRows = 0;
        }
    }

    @FunctionalInterface
    private interface FencingCheck {
        void run() throws EngineException, InterruptedException;
    }

    private void giveWay(FencingCheck check) throws EngineException, InterruptedException {
        try {
            check.run();
        } catch (EngineException fenced) {
            link.set(fenced.state(), fenced.getMessage());
            throw fenced;
        }
    }

    private void createTopics() throws Exception {
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(admin, translation.topics());
        }
    }

    private void send(Producer<byte[], byte[]> producer, Stop stop) throws Exception {
        producer.initTransactions();
        Map<String, byte[]> status = CompactedTopic.read(clients, settings.statusTopic());
        Position start = translation.restore(status);
        reached = start;
        Batch batch = new Batch(new Outbox(producer), start);
        batch.status(StatusRecords.SENDER, StatusRecords.write(fencing.enter(status)));
        batch.commit(true);
        translation.begun();
        link.set(State.RUNNING);
        log.info("{} goes on from {} as {}", capture.name(), start, instance);
        try (CaptureThread reading = new CaptureThread(captures.get(), start, capture.name())) {
            while (!stop.isRequested()) {
                batch.step(reading, stop);
                if (reading.hasBegun()) {
                    capture.set(State.RUNNING);
                }
            }
        }
    }

    /** What has been translated since the last commit, and the position after it. */
    private final class Batch {
        private final Outbox outbox;
        private final Map<String, byte[]> written = new HashMap<>();
        private final Pace pace = new Pace();
        private Position position;
        private boolean moved;
        private Instant began;
        private Deadline nextHeartbeat = Deadline.now();
        private Deadline nextWatermark = Deadline.in(WATERMARK_INTERVAL);
        private boolean sentSinceWatermark;

        /** Kafka's offset of the last status record. */
        private volatile long statusOffset = -1;

        private volatile boolean statusMadeAnew;

        private Batch(Outbox outbox, Position position) {
            this.outbox = outbox;
            this.position = position;
            this.began = clock.instant();
        }

        private void step(CaptureThread reading, Stop stop) throws Exception {
            if (translation.release(outbox)) {
                moved = true;
                commit(false);
            }
            TransactionPart part = reading.next(reading.hasBegun() ? patience() : FIRST_LOOK);
            if (part != null) {
                stop.await(pace.left(clock.instant()));
            }
            while (part != null) {
                take(part);
                boolean more = outbox.rows() < settings.batchRows() && !reading.isEmpty();
                part = more ? reading.next(Duration.ZERO) : null;
            }
            boolean heartbeat = nextHeartbeat.hasPassed() || translation.isHeartbeatDue();
            if (outbox.rows() > 0 || heartbeat) {
                commit(heartbeat);
            }
            if (sentSinceWatermark && nextWatermark.hasPassed()) {
                translation.raiseWatermark();
                sentSinceWatermark = false;
                nextWatermark = Deadline.in(WATERMARK_INTERVAL);
            }
            caughtUp = reading.isEmpty();
            if (caughtUp) {
                caughtUpAt = clock.instant();
            }
        }

        private Duration patience() {
            Duration left = nextHeartbeat.left();
            return left.compareTo(RELEASE_PATIENCE) < 0 ? left : RELEASE_PATIENCE;
        }

        private void take(TransactionPart part) throws Exception {
            if (outbox.rows() == 0) {
                began = clock.instant();
            }
            long rows = position.rows() + translation.translate(part, position.rows(), outbox);
            position = part.last()
                    ? Position.after(part.before().after(part.gtid()))
                    : new Position(part.before(), part.endEvent(), rows);
            reached = position;
            moved = true;
            unsentRows = outbox.rows();
        }

        private void commit(boolean heartbeat) throws Exception {
            int rows = outbox.rows();
            sentSinceWatermark |= rows > 0;
            if (moved || heartbeat) {
                translation.status(position).forEach(this::status);
            }
            if (heartbeat) {
                translation.heartbeat().forEach(this::status);
                nextHeartbeat = Deadline.in(settings.heartbeat());
            }
            outbox.commit().forEach((sent, number) -> meters.rows(Stage.PUBLISHED, sent.table(), sent.op(), number));
            if (statusMadeAnew) {
                beginAnew();
            }
            translation.committed();
            unsentRows = 0;
            moved = false;
            link.set(State.RUNNING);
            capture.detail("position", position.toString());
            if (rows > 0) {
                pace.committed(rows, clock.instant());
                meters.batch(settings.direction(), rows, Duration.between(began, clock.instant()));
            }
        }

        /** What this session has written already costs bytes again, each time, for as long as nothing happens. */
        private void status(String key, byte[] value) {
            if (!Arrays.equals(value, written.put(key, value))) {
                outbox.status(settings.statusTopic(), key, value, this::statusSent);
            }
        }

        /** Called by the producer's thread. */
        private void statusSent(long offset) {
            if (offset <= statusOffset) {
                statusMadeAnew = true;
            }
            statusOffset = offset;
        }

        /** What else it said is gone, also which tables need a resync: the next session begins as with a new Kafka. */
        private void beginAnew() {
            outbox.status(settings.statusTopic(), StatusRecords.POSITION, null, offset -> {});
            outbox.commit();
            throw new UnknownTopicIdException(
                    "the topic %s was made anew; beginning again with it".formatted(settings.statusTopic()));
        }
    }

    private EngineException linkFailure(KafkaException e) {
        String reason = Failures.text(e);
        State state = LinkFailures.state(e);
        link.set(state, reason);
        String what = isTooLarge(e)
                ? "a topic takes no rows as large as sync.max-row-size, doctor says how to mend it; changes wait in the binlog meanwhile: "
                : "waits for Kafka, changes wait in the binlog meanwhile: ";
        return new EngineException(state, what + reason, e);
    }

    private static boolean isTooLarge(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(RecordTooLargeException.class::isInstance);
    }
}
