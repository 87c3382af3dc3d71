package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.model.StationCode;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.TopicNames;
import io.stationsync.wire.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the stations' status topics, each from its beginning, into the fleet. */
final class StatusReader {
    private static final Logger log = LoggerFactory.getLogger(StatusReader.class);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames topics;
    private final Fleet fleet;
    private final Map<TopicPartition, Long> endsToReach = new HashMap<>();
    private boolean loaded;

    StatusReader(Consumer<byte[], byte[]> consumer, TopicNames topics, Fleet fleet) {
        this.consumer = consumer;
        this.topics = topics;
        this.fleet = fleet;
    }

    void begin(TopicPartition partition) {
        consumer.seekToBeginning(List.of(partition));
        if (!loaded) {
            endsToReach.putAll(consumer.endOffsets(List.of(partition)));
        }
    }

    void read(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<StationCode> station = topics.parseStatus(record.topic());
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (station.isPresent() && key.equals(StatusRecords.HEARTBEAT) && record.value() != null) {
                announce(station.get(), record);
            }
        }
    }

    private void announce(StationCode station, ConsumerRecord<byte[], byte[]> record) {
        try {
            fleet.announced(station, StatusRecords.read(record.value(), Heartbeat.class));
        } catch (UndecodableRecordException e) {
            log.warn(
                    "offset {} of {} is no heartbeat; the station stays as it last announced itself",
                    record.offset(),
                    record.topic(),
                    e);
        }
    }

    /** Tells the fleet when everything that was there at the start has been read. */
    void checkLoaded() {
        if (loaded) {
            return;
        }
        endsToReach.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (endsToReach.isEmpty()) {
            loaded = true;
            fleet.loaded();
        }
    }
}
