package io.stationsync.center.send;

import io.stationsync.center.command.SentCommands;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.model.Op;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.transport.BrokerAnswer;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.transport.TopicTail;
import io.stationsync.wire.ColumnTypes;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.ReturnOffset;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.StationRecord;
import io.stationsync.wire.TopicNames;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stations' return topics: numbers their messages, and after a restart finds out again which of them may not have
 * been applied. Confined to the sender's thread.
 */
final class ReturnTopics {
    /** In place of a fingerprint, of a record that holds no row. */
    private static final String NO_SCHEMA = "-";

    private static final Logger log = LoggerFactory.getLogger(ReturnTopics.class);

    private final KafkaClients clients;
    private final TopicNames topics;
    private final TopicAdmin.Settings topicSettings;
    private final Unacknowledged unacknowledged;
    private final SentCommands sentCommands;
    private final Clock clock;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Map<StationCode, Seq> seqs = new HashMap<>();
    private final Set<StationCode> changed = new HashSet<>();
    private final Set<StationCode> existing = new HashSet<>();
    private final Map<StationCode, String> topicIds = new HashMap<>();

    /** By name, as Kafka said last. */
    private final Map<String, String> ids = new HashMap<>();

    private final Map<StationCode, Long> bases = new ConcurrentHashMap<>();

    /** Kafka's offset of the last message; changed by the producer's thread. */
    private final Map<StationCode, Long> lastOffsets = new ConcurrentHashMap<>();

    /** A topic on which an offset has come again. */
    private volatile @Nullable String madeAnew;

    ReturnTopics(
            KafkaClients clients,
            TopicNames topics,
            TopicAdmin.Settings topicSettings,
            Unacknowledged unacknowledged,
            SentCommands sentCommands,
            Clock clock) {
        this.clients = clients;
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.unacknowledged = unacknowledged;
        this.sentCommands = sentCommands;
        this.clock = clock;
    }

    /**
     * Takes numbers and acknowledgements back, then reads what lies between them and the end of each return topic.
     *
     * @return stations whose topic is another one than before: what was on it and had not been applied is lost
     */
    List<Station> restore(Map<String, byte[]> records, Fleet fleet) throws InterruptedException {
        seqs.clear();
        topicIds.clear();
        bases.clear();
        lastOffsets.clear();
        madeAnew = null;
        changed.clear();
        existing.clear();
        unacknowledged.clear();
        sentCommands.clear();
        records.forEach((key, value) -> {
            if (key.startsWith(StatusRecords.STATION_PREFIX)) {
                restore(new StationCode(key.substring(StatusRecords.STATION_PREFIX.length())), value);
            }
        });
        List<StationCode> stations =
                fleet.stations().stream().map(Station::code).toList();
        ensureTopics(stations);
        List<Station> anew = lookForNew(stations).stream()
                .map(station -> fleet.station(station).orElseThrow())
                .toList();
        Map<String, Station> readers = new HashMap<>();
        Map<String, Long> unread = new HashMap<>();
        for (StationCode station : stations) {
            Station known = fleet.station(station).orElseThrow();
            readers.put(topics.down(station), known);
            unread.put(topics.down(station), firstUnacknowledged(known));
        }
        TopicTail.read(
                clients, unread, record -> remember(Objects.requireNonNull(readers.get(record.topic())), record));
        return anew;
    }

    /**
     * Nobody knows any more what was sent: from now on messages have larger numbers than all before.
     *
     * @return stations that have been sent messages
     */
    List<Station> beginAnew(Fleet fleet) {
        Map<TopicPartition, Station> all = new HashMap<>();
        for (Station station : fleet.stations()) {
            bases.put(station.code(), ReturnOffset.newBase(base(station.code()), clock));
            changed.add(station.code());
            all.put(new TopicPartition(topics.down(station.code()), 0), station);
        }
        try (Consumer<byte[], byte[]> consumer = clients.consumer(1)) {
            return consumer.endOffsets(all.keySet()).entrySet().stream()
                    .filter(end -> end.getValue() > 0)
                    .map(end -> Objects.requireNonNull(all.get(end.getKey())))
                    .toList();
        }
    }

    /** Kafka's offset of the first message that one of the station's tables may not have applied. */
    private long firstUnacknowledged(Station station) {
        long acknowledged = station.heartbeat().tables().stream()
                .mapToLong(table -> unacknowledged.seen(new Place(station.code(), table.table())))
                .min()
                .orElse(-1);
        return ReturnOffset.base(acknowledged) == base(station.code()) ? ReturnOffset.inKafka(acknowledged) + 1 : 0;
    }

    /** Compares the ids of the topics with those that were stored. */
    private List<StationCode> lookForNew(List<StationCode> stations) throws InterruptedException {
        List<StationCode> anew = new ArrayList<>();
        for (StationCode station : stations) {
            String id = Objects.requireNonNull(ids.get(topics.down(station)));
            @Nullable String before = topicIds.put(station, id);
            if (!id.equals(before)) {
                changed.add(station);
            }
            if (before != null && !id.equals(before)) {
                bases.put(station, ReturnOffset.newBase(base(station), clock));
                anew.add(station);
            }
        }
        return anew;
    }

    private long base(StationCode station) {
        return bases.getOrDefault(station, 0L);
    }

    /**
     * Kafka has taken a message of the station. May be called by another thread than the sender's.
     *
     * @return the message's {@link ReturnOffset}
     */
    long sent(StationCode station, long offset) {
        @Nullable Long before = lastOffsets.put(station, offset);
        if (before != null && before >= offset) {
            madeAnew = topics.down(station);
        }
        return base(station) + offset;
    }

    /** The next session finds out which topic it is. */
    private void checkTopics() {
        @Nullable String topic = madeAnew;
        if (topic != null) {
            throw new UnknownTopicIdException("the topic %s was made anew; beginning again with it".formatted(topic));
        }
    }

    private void restore(StationCode station, byte[] value) {
        StationRecord record = StatusRecords.read(value, StationRecord.class);
        seqs.put(station, Seq.parse(record.seq()));
        bases.put(station, record.base());
        @Nullable String topic = record.topic();
        if (topic != null) {
            topicIds.put(station, topic);
        }
        record.seen().forEach((table, seen) -> unacknowledged.acknowledge(new Place(station, table), seen));
    }

    /** What nobody can read its station can't apply either: it sets it aside. */
    private void remember(Station station, ConsumerRecord<byte[], byte[]> record) {
        lastOffsets.put(station.code(), record.offset());
        try {
            if (RecordHeaders.isCommand(record.headers())) {
                sentCommands.add(StatusRecords.read(record.value(), StationCommand.Heading.class)
                        .id());
                return;
            }
            String table = reader.table(record.value());
            Place place = new Place(station.code(), table);
            long offset = RecordHeaders.base(record.headers()) + record.offset();
            Optional<TableSchema> schema = station.table(table);
            if (schema.isPresent() && offset > unacknowledged.seen(place)) {
                Sent sent = sent(schema.get(), record.key(), record.value(), record.headers());
                unacknowledged.add(place, sent.key(), sent.answer()).sentAs(offset);
            }
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            log.warn("offset {} of {} is no message of ours and is left out", record.offset(), record.topic(), e);
        }
    }

    private record Sent(RowKey key, Answer answer) {}

    private Sent sent(TableSchema schema, byte @Nullable [] recordKey, byte @Nullable [] value, Headers headers) {
        ColumnTypes types = ColumnTypes.of(schema);
        RowChange change = reader.value(value, types).change();
        List<String> columns = change.op() == Op.UPDATE ? RecordHeaders.columns(headers) : List.of();
        boolean edit = !RecordHeaders.isAnswer(headers);
        return new Sent(reader.key(recordKey, types), new Answer(change, columns, edit));
    }

    /** Remembers a message that was set aside before the position instead of being sent. */
    void setAside(Fleet fleet, String table, ProducerRecord<byte[], byte[]> record) {
        StationCode station = topics.parseDown(record.topic()).orElseThrow();
        unsent(fleet, station, table, record)
                .ifPresent(sent -> unacknowledged.setAside(new Place(station, table), sent.key(), sent.answer()));
    }

    /** Empty if the station's table has gone, or is another by now. */
    private Optional<Sent> unsent(
            Fleet fleet, StationCode station, String table, ProducerRecord<byte[], byte[]> record) {
        try {
            return fleet.station(station)
                    .flatMap(known -> known.table(table))
                    .map(schema -> sent(schema, record.key(), record.value(), record.headers()));
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            log.warn("a message of {} that was set aside does not fit the table {} any more", station, table, e);
            return Optional.empty();
        }
    }

    /** A message that was set aside is sent after all. @return to be told its offset; empty if it is of no table any more */
    Optional<Message> release(Fleet fleet, String table, ProducerRecord<byte[], byte[]> record) {
        StationCode station = topics.parseDown(record.topic()).orElseThrow();
        return unsent(fleet, station, table, record)
                .map(sent -> unacknowledged.release(new Place(station, table), sent.key(), sent.answer()));
    }

    /** The station's record must be written with the next position. */
    void changed(StationCode station) {
        changed.add(station);
    }

    Map<String, byte[]> changedRecords() {
        checkTopics();
        Map<String, byte[]> records = new HashMap<>();
        for (StationCode station : changed) {
            String seq = seqs.getOrDefault(station, Seq.NONE).toString();
            records.put(
                    StatusRecords.STATION_PREFIX + station,
                    StatusRecords.write(new StationRecord(
                            seq, unacknowledged.seen(station), topicIds.get(station), base(station))));
        }
        changed.clear();
        return records;
    }

    /** The record of a message, still without its number. */
    ProducerRecord<byte[], byte[]> message(StationRow row, Answer answer, Source source) {
        StationCode station = row.place().station();
        byte[] value = writer.value(new Envelope(answer.change(), source, clock.millis()));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.down(station), 0, writer.key(row.key()), value);
        RecordHeaders.writeSchema(record.headers(), row.schema().fingerprint());
        if (answer.change().op() == Op.UPDATE) {
            RecordHeaders.writeColumns(record.headers(), answer.columns());
        }
        if (!answer.edit()) {
            RecordHeaders.writeAnswer(record.headers());
        }
        return record;
    }

    /** The record of a command, still without its number. */
    ProducerRecord<byte[], byte[]> command(StationCode station, StationCommand command) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.down(station), 0, null, StatusRecords.write(command));
        RecordHeaders.writeSchema(record.headers(), NO_SCHEMA);
        RecordHeaders.writeCommand(record.headers(), command.kind());
        sentCommands.add(command.id());
        return record;
    }

    /** What was sent before is committed. */
    void committed() throws SQLException {
        sentCommands.committed();
    }

    /** Gives a message its number: it will be sent next. */
    void number(ProducerRecord<byte[], byte[]> record) {
        checkTopics();
        StationCode station = topics.parseDown(record.topic()).orElseThrow();
        ensureTopic(station);
        Seq last = seqs.getOrDefault(station, Seq.NONE);
        Seq seq = (last.equals(Seq.NONE) ? new Seq(clock.millis(), 0) : last).next();
        seqs.put(station, seq);
        changed.add(station);
        RecordHeaders.write(record.headers(), seq);
        RecordHeaders.writeBase(record.headers(), base(station));
    }

    private void ensureTopic(StationCode station) {
        if (existing.contains(station)) {
            return;
        }
        try {
            ensureTopics(List.of(station));
            topicIds.putIfAbsent(station, Objects.requireNonNull(ids.get(topics.down(station))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while creating " + topics.down(station), e);
        }
    }

    private void ensureTopics(List<StationCode> stations) throws InterruptedException {
        List<NewTopic> wanted = new ArrayList<>();
        stations.forEach(station -> wanted.add(TopicAdmin.down(topics.down(station), topicSettings)));
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(admin, wanted);
            BrokerAnswer.of(admin.describeTopics(
                                    wanted.stream().map(NewTopic::name).toList())
                            .allTopicNames())
                    .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
        }
        existing.addAll(stations);
    }
}
