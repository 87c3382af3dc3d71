package io.stationsync.center.receive;

import io.stationsync.center.command.CommandAnswers;
import io.stationsync.center.command.UpPauses;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.Failures;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.Seq;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.TopicNames;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what the stations send. Finds stations by the names of their topics; a table that must stand still is paused
 * and tried again, and holds up nobody else.
 */
public final class StationReceiver {
    private static final Logger log = LoggerFactory.getLogger(StationReceiver.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLL_RECORDS = 5_000;

    /** How long the capture may take to find its place before stations are served all the same. */
    private static final Duration CAPTURE_PATIENCE = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final DataSource dataSource;
    private final TopicNames topics;
    private final Fleet fleet;
    private final StationApplier applier;
    private final UpPauses upPauses;
    private final CommandAnswers answers;
    private final Duration discoveryInterval;
    private final EngineStatus capture;
    private final EngineStatus status;
    private final SyncMeters meters;
    private final OpenConflicts openConflicts;
    private final QuarantineCount quarantined;
    private final Clock clock;
    private final Map<TopicPartition, UpPartition> partitions = new ConcurrentHashMap<>();

    /** Of the receiver's thread. */
    private final Map<TopicPartition, ReceiverGauges> gauges = new HashMap<>();

    /** @param capture of the center's edits: finds out when another process has taken over, and whether edits are lost */
    StationReceiver(
            KafkaClients clients,
            DataSource dataSource,
            TopicNames topics,
            Fleet fleet,
            StationApplier applier,
            UpPauses upPauses,
            CommandAnswers answers,
            Duration discoveryInterval,
            EngineStatus capture,
            EngineStatus status,
            SyncMeters meters,
            OpenConflicts openConflicts,
            QuarantineCount quarantined,
            Clock clock) {
        this.clients = clients;
        this.dataSource = dataSource;
        this.topics = topics;
        this.fleet = fleet;
        this.applier = applier;
        this.upPauses = upPauses;
        this.answers = answers;
        this.discoveryInterval = discoveryInterval;
        this.capture = capture;
        this.status = status;
        this.meters = meters;
        this.openConflicts = openConflicts;
        this.quarantined = quarantined;
        this.clock = clock;
    }

    /** How each station's tables are doing. */
    public List<TableStatus> tables() {
        return partitions.values().stream()
                .map(up -> TableStatus.of(
                        up,
                        fleet.station(up.topic().station())
                                .flatMap(
                                        station -> station.resyncNeed(up.topic().table()))))
                .sorted()
                .toList();
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        try (Consumer<byte[], byte[]> consumer = clients.consumer(POLL_RECORDS);
                Consumer<byte[], byte[]> ofStatus = clients.consumer(POLL_RECORDS);
                Admin admin = clients.newAdmin()) {
            AskedBroker broker = new AskedBroker(admin);
            StatusReader statusReader = new StatusReader(ofStatus, broker, topics, fleet, answers);
            UpPartitions reading = new UpPartitions(consumer, dataSource, partitions, this::receiving);
            Session session = new Session(reading, statusReader, broker, stop);
            while (!stop.isRequested()) {
                session.step();
                status.set(State.RUNNING);
            }
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, "database: " + SqlFailures.describe(e), e);
        } catch (KafkaException e) {
            throw new EngineException(State.OFFLINE, "waits for Kafka: " + Failures.text(e), e);
        }
    }

    private UpPartition receiving(TopicPartition partition) {
        TopicNames.UpTopic topic = topics.parseUp(partition.topic()).orElseThrow();
        log.info("station {}: receiving table {}", topic.station(), topic.table());
        UpPartition found = new UpPartition(topic, partition, clock);
        gauges.put(partition, ReceiverGauges.register(meters, openConflicts, quarantined, found));
        return found;
    }

    /** Its topic is gone: neither is it followed nor watched any more. If it comes again, it begins anew. */
    private void forget(TopicPartition partition) {
        UpPartition up = Objects.requireNonNull(partitions.remove(partition));
        log.info(
                "station {}: no longer receiving table {}, its topic is gone",
                up.topic().station(),
                up.topic().table());
        Objects.requireNonNull(gauges.remove(partition)).remove();
    }

    /** What is done for as long as one consumer lasts. */
    private final class Session {
        private final UpPartitions reading;
        private final StatusReader statusReader;
        private final AskedBroker broker;
        private final Stop stop;
        private final Deadline capturePatience = Deadline.in(CAPTURE_PATIENCE);
        private final PollPace pace = new PollPace();
        private boolean applying;
        private Deadline nextDiscovery = Deadline.now();
        private Deadline nextRound = Deadline.now();

        private Session(UpPartitions reading, StatusReader statusReader, AskedBroker broker, Stop stop) {
            this.reading = reading;
            this.statusReader = statusReader;
            this.broker = broker;
            this.stop = stop;
        }

        private void step() throws Exception {
            if (capture.state() == State.FENCED) {
                throw new EngineException(State.FENCED, "another process has taken over the center; see capture");
            }
            boolean round = nextRound.hasPassed();
            if (round) {
                nextRound = Deadline.in(pace.round());
                beforeRound();
            }
            if (round || !statusReader.isLoaded()) {
                statusReader.read(reading.count() == 0 ? POLL : Duration.ZERO);
            }
            pace.awaitPoll(stop);
            ConsumerRecords<byte[], byte[]> records = poll();
            pace.polled(records.count());
            statusReader.recordsMet();
            for (TopicPartition partition : records.partitions()) {
                apply(reading.of(partition), records.records(partition));
            }
            boolean loaded = statusReader.hasJustLoaded();
            boolean begun = begins();
            if (loaded || begun) {
                nextDiscovery = Deadline.now();
                nextRound = Deadline.now();
            }
            if (round) {
                acknowledge();
                reading.measure();
                adopt();
                findMissing();
            }
        }

        /**
         * Whether applying may begin now: the capture knows whether deletes of the center never reached the stations, so that a
         * row of theirs that is not here is recorded when it comes back.
         */
        private boolean begins() {
            if (applying) {
                return false;
            }
            applying = capture.state() == State.RUNNING;
            if (!applying && capturePatience.hasPassed()) {
                applying = true;
                log.warn(
                        "applying what the stations send although {} is {}: a row that was deleted here may come back without a record in stationsync.sync_conflict",
                        capture.name(),
                        capture.state());
            }
            return applying;
        }

        /** Whatever is read anew may be paused, so one follows the other. */
        private void beforeRound() throws SQLException, InterruptedException {
            if (nextDiscovery.hasPassed()) {
                discover();
                nextDiscovery = Deadline.in(discoveryInterval);
            }
            reading.follow(upPauses);
            reading.resumeDue();
        }

        private void discover() throws SQLException, InterruptedException {
            Set<TopicPartition> status = new HashSet<>();
            Set<TopicPartition> up = new HashSet<>();
            for (String topic : broker.topics()) {
                TopicPartition partition = new TopicPartition(topic, 0);
                if (topics.parseUp(topic).isPresent()) {
                    up.add(partition);
                } else if (topics.parseStatus(topic).isPresent()) {
                    status.add(partition);
                }
            }
            List.copyOf(partitions.keySet()).stream()
                    .filter(partition -> !up.contains(partition))
                    .forEach(StationReceiver.this::forget);
            statusReader.follow(status);
            // What is read before its shape is known would only be read again.
            if (statusReader.isLoaded() && applying) {
                reading.follow(up);
                pace.partitions(reading.count());
            }
        }

        private ConsumerRecords<byte[], byte[]> poll() throws SQLException {
            if (reading.count() == 0) {
                stop.await(statusReader.isLoaded() ? POLL : Duration.ZERO);
                return ConsumerRecords.empty();
            }
            try {
                return reading.poll(POLL);
            } catch (InvalidOffsetException e) {
                lose(e.partitions());
                return ConsumerRecords.empty();
            }
        }

        /** Kafka does not have what comes next, or the topic was made anew: goes on with what is there. */
        private void lose(Collection<TopicPartition> without) throws SQLException {
            Map<TopicPartition, Long> beginnings = reading.beginnings(without);
            for (TopicPartition partition : without) {
                UpPartition up = reading.of(partition);
                long beginning = beginnings.getOrDefault(partition, 0L);
                String what = "Kafka no longer has offset %s of %s"
                        .formatted(up.nextOffset().isPresent() ? up.nextOffset().getAsLong() : "0", partition.topic());
                goOnAfterLoss(up, beginning, up.seq(), what);
            }
        }

        private void goOnAfterLoss(UpPartition up, long nextOffset, Seq seq, String what) throws SQLException {
            try {
                applier.goOnAfterLoss(up, nextOffset, seq, what);
            } catch (ProgressMovedException e) {
                log.info(
                        "{} is read again from its stored offset",
                        up.partition().topic(),
                        e);
            }
            reading.goToStoredOffset(up);
        }

        private void apply(UpPartition up, List<ConsumerRecord<byte[], byte[]>> records)
                throws SQLException, InterruptedException {
            List<ConsumerRecord<byte[], byte[]>> rest = records;
            while (!rest.isEmpty()) {
                try {
                    awaitShape(up, rest.get(0));
                    rest = rest.subList(applier.apply(up, rest, statusReader), rest.size());
                } catch (SQLException e) {
                    if (SqlFailures.isConnection(e)) {
                        throw e;
                    }
                    standStill(up, rest, State.RETRYING, SqlFailures.describe(e));
                    return;
                } catch (ProgressMovedException e) {
                    log.info(
                            "{} is read again from its stored offset",
                            up.partition().topic(),
                            e);
                    reading.goToStoredOffset(up);
                    return;
                } catch (EngineException e) {
                    standStill(up, rest, e.state(), String.valueOf(e.getMessage()));
                    return;
                } catch (KafkaException e) {
                    throw e;
                } catch (RuntimeException e) {
                    log.error(
                            "{}: a record could not be applied", up.partition().topic(), e);
                    standStill(up, rest, State.FAILED, Failures.text(e));
                    return;
                }
            }
        }

        /** It is told in the transaction of the first record that has it, but on another topic, where it may show later. */
        private void awaitShape(UpPartition up, ConsumerRecord<byte[], byte[]> record)
                throws SQLException, EngineException, InterruptedException {
            if (applier.knowsShape(up.topic(), record)) {
                up.shapeMet();
                return;
            }
            statusReader.catchUp(up.topic().station());
            boolean announced = fleet.station(up.topic().station())
                    .flatMap(station -> station.table(up.topic().table()))
                    .isPresent();
            if (announced && !applier.knowsShape(up.topic(), record) && up.mayShapeCome()) {
                throw new EngineException(
                        State.WAITING_FOR_STATION,
                        "what the rows from offset %d on look like has not been read from %s yet"
                                .formatted(
                                        record.offset(),
                                        topics.status(up.topic().station())));
            }
        }

        /**
         * A topic that was made anew and has grown to where the old one had been read has an offset for what comes next: only the
         * station's own count tells that records were passed over.
         */
        private void findMissing() throws SQLException, InterruptedException {
            for (UpPartition up : reading.readToTheEnd()) {
                TopicPartition partition = up.partition();
                Optional<Seq> sent = fleet.station(up.topic().station())
                        .flatMap(station -> Acknowledgement.ahead(station.heartbeat(), partition.topic(), up));
                long position = reading.position(up);
                // Also of what is not committed yet: a heartbeat may show before the records of its transaction do.
                if (sent.isPresent() && position >= broker.end(partition, IsolationLevel.READ_UNCOMMITTED)) {
                    String what = "all of %s has been read, up to number %s, and the station has sent %s"
                            .formatted(partition.topic(), up.seq(), sent.get());
                    goOnAfterLoss(up, position, sent.get(), what);
                }
            }
        }

        /** A table that has changed is followed also before it has a row to tell of. */
        private void adopt() throws SQLException {
            for (UpPartition up : reading.readToTheEnd()) {
                if (up.isRetryDue() && isApplied(up)) {
                    adopt(up);
                }
            }
        }

        private void adopt(UpPartition up) throws SQLException {
            try {
                if (applier.hasChanged(up)) {
                    applier.adopt(up);
                    up.adopted();
                } else if (up.status().state() == State.WAITING_FOR_TABLE) {
                    up.adopted();
                }
            } catch (ProgressMovedException e) {
                reading.goToStoredOffset(up);
            } catch (EngineException e) {
                fail(up, e.state(), String.valueOf(e.getMessage()));
            } catch (SQLException e) {
                if (SqlFailures.isConnection(e)) {
                    throw e;
                }
                fail(up, State.RETRYING, SqlFailures.describe(e));
            }
        }

        private boolean isApplied(UpPartition up) {
            return fleet.station(up.topic().station())
                    .filter(station -> Acknowledgement.isComplete(
                            station.heartbeat(), up.partition().topic(), up))
                    .filter(station -> station.table(up.topic().table())
                            .equals(station.announced(up.topic().table())))
                    .isPresent();
        }

        private void standStill(
                UpPartition up, List<ConsumerRecord<byte[], byte[]>> records, State state, String error) {
            reading.standStill(up, records.get(0).offset());
            fail(up, state, error);
        }

        private void fail(UpPartition up, State state, String error) {
            if (up.failed(state, error)) {
                log.warn("{} is {}: {}", up.partition().topic(), state, error);
            }
        }

        /** A quiet station still acknowledges: a heartbeat's {@code seen} counts once all that was sent before is applied. */
        private void acknowledge() throws SQLException {
            for (UpPartition up : reading.all()) {
                if (up.status().state() == State.RESYNC_NEEDED) {
                    continue;
                }
                Optional<Long> seen = fleet.station(up.topic().station())
                        .flatMap(station -> Acknowledgement.due(
                                station.heartbeat(), up.partition().topic(), up));
                if (seen.isPresent()) {
                    try {
                        applier.acknowledge(up, reading.position(up), seen.get());
                    } catch (ProgressMovedException e) {
                        reading.goToStoredOffset(up);
                    }
                }
            }
        }
    }
}
