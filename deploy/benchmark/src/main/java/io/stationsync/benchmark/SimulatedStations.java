package io.stationsync.benchmark;

import io.stationsync.servers.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Stations that consist of their records: those of a real one ({@link Bench#ORIGINAL_STATION}), with another code of the same length. */
final class SimulatedStations implements AutoCloseable {
    private static final String UP = "sync.up.%s.kafka_test";
    private static final String STATUS = "sync.status.%s";
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<String, Object> servers;
    private final List<String> codes;
    private final List<ConsumerRecord<byte[], byte[]>> rows;
    private final int first;
    private final int[] sent;
    private final Producer<byte[], byte[]> producer;

    /** @param before how many others have had codes */
    SimulatedStations(KafkaServer kafka, int before, int count) {
        this.servers = Map.of("bootstrap.servers", kafka.bootstrapServers());
        this.codes = IntStream.rangeClosed(before + 1, before + count)
                .mapToObj("%05d"::formatted)
                .toList();
        this.rows = read(UP.formatted(Bench.ORIGINAL_STATION));
        this.first = IntStream.range(0, rows.size())
                .filter(index -> key(index).contains("\"id\":"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The station has sent no rows"));
        this.sent = new int[count];
        Map<String, Object> settings = new LinkedHashMap<>(servers);
        settings.put("compression.type", "zstd");
        settings.put("compression.zstd.level", 1);
        // As an agent sends a change that comes alone: not together with the next.
        settings.put("linger.ms", 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    int count() {
        return codes.size();
    }

    /** Makes their topics and says of each what the real one says of itself. */
    void announce() {
        ask(admin -> admin.createTopics(
                        topics().map(topic -> new NewTopic(topic, 1, (short) 1)).toList())
                .all());
        Map<String, ConsumerRecord<byte[], byte[]>> latest = new LinkedHashMap<>();
        read(STATUS.formatted(Bench.ORIGINAL_STATION))
                .forEach(record -> latest.put(new String(record.key(), StandardCharsets.UTF_8), record));
        codes.forEach(code -> latest.values().forEach(record -> send(STATUS, code, record)));
        producer.flush();
    }

    private Stream<String> topics() {
        return codes.stream().flatMap(code -> Stream.of(UP.formatted(code), STATUS.formatted(code)));
    }

    private void ask(Function<Admin, KafkaFuture<Void>> question) {
        try (Admin admin = Admin.create(servers)) {
            question.apply(admin).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refuses topics of simulated stations", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking for topics", e);
        }
    }

    /** Sends the next change of each. */
    void publish() {
        IntStream.range(0, count()).forEach(this::publish);
        producer.flush();
    }

    /** Sends the next change of one. Before the first comes what tells of the first load. */
    void publish(int station) {
        int next = sent[station] == 0 ? 0 : index(sent[station] + 1);
        sent[station]++;
        for (int i = next; i <= index(sent[station]); i++) {
            send(UP, codes.get(station), rows.get(i));
        }
    }

    /** @param number from 1 */
    private int index(int number) {
        return first + number - 1;
    }

    /** Queries that have a row when the last change of each has arrived. */
    List<String> arrived() {
        return IntStream.range(0, count())
                .mapToObj(station -> "SELECT 1 FROM kafka_test WHERE id = %s AND code = '%s'"
                        .formatted(
                                key(index(sent[station])).replaceFirst(".*\"id\":([0-9]+).*", "$1"),
                                codes.get(station)))
                .toList();
    }

    private String key(int index) {
        return new String(rows.get(index).key(), StandardCharsets.UTF_8);
    }

    private void send(String topic, String code, ConsumerRecord<byte[], byte[]> record) {
        producer.send(new ProducerRecord<>(
                topic.formatted(code),
                0,
                renamed(record.key(), code),
                renamed(record.value(), code),
                record.headers()));
    }

    private static byte @Nullable [] renamed(byte @Nullable [] bytes, String code) {
        return bytes == null
                ? null
                : new String(bytes, StandardCharsets.ISO_8859_1)
                        .replace(Bench.ORIGINAL_STATION, code)
                        .getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> settings = new LinkedHashMap<>(servers);
        settings.put("isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                records.addAll(consumer.poll(POLL).records(partition));
            }
        }
        return records;
    }

    /** Their topics go. */
    @Override
    public void close() {
        producer.close();
        ask(admin -> admin.deleteTopics(topics().toList()).all());
    }
}
