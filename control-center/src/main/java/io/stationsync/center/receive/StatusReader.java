package io.stationsync.center.receive;

import io.stationsync.center.command.CommandAnswers;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Alive;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.TableRecord;
import io.stationsync.wire.TopicNames;
import io.stationsync.wire.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stations' status topics, each from its beginning, into the fleet. It has a consumer of its own: with a thousand stations a
 * hundred heartbeats arrive per second, and each fetch for them would go through the topics of all tables as well. Not thread-safe.
 */
final class StatusReader implements Announcements {
    private static final Logger log = LoggerFactory.getLogger(StatusReader.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final AskedBroker broker;
    private final TopicNames topics;
    private final Fleet fleet;
    private final CommandAnswers answers;
    private final Map<TopicPartition, Long> endsToReach = new HashMap<>();

    /** Since records of other topics were last met. */
    private final Set<StationCode> upToDate = new HashSet<>();

    private boolean loaded;

    StatusReader(
            Consumer<byte[], byte[]> consumer,
            AskedBroker broker,
            TopicNames topics,
            Fleet fleet,
            CommandAnswers answers) {
        this.consumer = consumer;
        this.broker = broker;
        this.topics = topics;
        this.fleet = fleet;
        this.answers = answers;
    }

    /** From now on these are read, each that is new from its beginning. */
    void follow(Set<TopicPartition> partitions) {
        Set<TopicPartition> known = consumer.assignment();
        if (!partitions.equals(known)) {
            Set<TopicPartition> added = new HashSet<>(partitions);
            added.removeAll(known);
            consumer.assign(partitions);
            endsToReach.keySet().retainAll(partitions);
            begin(added);
        }
    }

    private void begin(Set<TopicPartition> partitions) {
        // Without any, it would be all that the consumer has.
        if (!partitions.isEmpty()) {
            consumer.seekToBeginning(partitions);
            if (!loaded) {
                endsToReach.putAll(consumer.endOffsets(partitions));
            }
        }
    }

    /** @param patience how long to wait if there is nothing new */
    void read(Duration patience) throws SQLException {
        if (consumer.assignment().isEmpty()) {
            return;
        }
        try {
            take(consumer.poll(patience));
        } catch (InvalidOffsetException e) {
            begin(e.partitions());
        }
        endsToReach.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecords<byte[], byte[]> records) throws SQLException {
        boolean taken = false;
        try {
            for (TopicPartition partition : records.partitions()) {
                read(records.records(partition));
            }
            taken = true;
        } finally {
            if (!taken) {
                // Read all of them again: nobody knows how far that went, and twice does no harm.
                records.partitions()
                        .forEach(partition -> consumer.seek(
                                partition, records.records(partition).get(0).offset()));
            }
        }
    }

    /** @param records of one topic; of those with the same key the last counts */
    private void read(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        Map<String, ConsumerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            // They stay in the order in which they were written.
            last.remove(key);
            last.put(key, record);
        }
        for (Map.Entry<String, ConsumerRecord<byte[], byte[]>> said : last.entrySet()) {
            ConsumerRecord<byte[], byte[]> record = said.getValue();
            Optional<StationCode> station = topics.parseStatus(record.topic());
            if (station.isPresent() && record.value() != null) {
                announce(station.get(), said.getKey(), record);
            }
        }
    }

    private void announce(StationCode station, String key, ConsumerRecord<byte[], byte[]> record) throws SQLException {
        try {
            if (key.equals(StatusRecords.HEARTBEAT)) {
                fleet.announced(station, StatusRecords.read(record.value(), Heartbeat.class));
            } else if (key.equals(StatusRecords.ALIVE)) {
                fleet.announced(station, StatusRecords.read(record.value(), Alive.class));
            } else if (key.equals(StatusRecords.COMMANDS)) {
                answers.take(
                        station,
                        StatusRecords.read(record.value(), CommandResult.Last.class)
                                .results());
            } else if (key.startsWith(StatusRecords.TABLE_PREFIX)) {
                String table = key.substring(StatusRecords.TABLE_PREFIX.length());
                fleet.announced(station, table, StatusRecords.read(record.value(), TableRecord.class));
            } else if (key.startsWith(StatusRecords.SCHEMA_PREFIX)) {
                String fingerprint = key.substring(StatusRecords.SCHEMA_PREFIX.length());
                fleet.announced(station, fingerprint, StatusRecords.read(record.value(), TableSchema.class));
            }
        } catch (UndecodableRecordException e) {
            log.warn(
                    "offset {} of {} is no {}; the station stays as it last announced itself",
                    record.offset(),
                    record.topic(),
                    key,
                    e);
        }
    }

    /** Records of other topics have come: what a station has said before them may not have been read. */
    void recordsMet() {
        upToDate.clear();
    }

    @Override
    public void catchUp(StationCode station) throws SQLException, EngineException, InterruptedException {
        if (upToDate.contains(station)) {
            return;
        }
        TopicPartition partition = new TopicPartition(topics.status(station), 0);
        if (consumer.assignment().contains(partition)) {
            readToEnd(partition);
        }
        upToDate.add(station);
    }

    private void readToEnd(TopicPartition partition) throws SQLException, EngineException, InterruptedException {
        // Asked by the consumer, it would have to wait for the answer to its fetch.
        long end = broker.end(partition, IsolationLevel.READ_COMMITTED);
        Deadline deadline = Deadline.in(PATIENCE);
        while (consumer.position(partition) < end) {
            if (deadline.hasPassed()) {
                throw new EngineException(
                        State.RETRYING,
                        "%s can't be read to its end within %d s".formatted(partition.topic(), PATIENCE.toSeconds()));
            }
            read(deadline.left());
        }
    }

    /** Whether everything that was there at the start has been read. */
    boolean isLoaded() {
        return loaded;
    }

    /** Tells the fleet when everything that was there at the start has been read. @return whether that is now */
    boolean hasJustLoaded() {
        if (loaded) {
            return false;
        }
        loaded = endsToReach.isEmpty();
        if (loaded) {
            fleet.loaded();
        }
        return loaded;
    }
}
