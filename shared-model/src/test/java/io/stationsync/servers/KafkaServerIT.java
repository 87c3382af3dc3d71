package io.stationsync.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaServerIT {
    private static final TopicPartition PARTITION = new TopicPartition("news", 0);

    private final KafkaServer server = Servers.kafka(Map.of(), 2);

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("news", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keepsItsRecordsAndItsPortWhenItIsKilled() throws Exception {
        String address = server.bootstrapServers();
        try (KafkaProducer<String, String> producer = producer(Map.of("acks", "all"))) {
            producer.send(new ProducerRecord<>("news", "kept")).get();
        }

        server.kill();
        assertThat(server.isRunning()).isFalse();
        server.start();

        assertThat(server.bootstrapServers()).isEqualTo(address);
        assertThat(read()).containsExactly("kept");
    }

    @Test
    void commitsAndAbortsTransactionsAlsoAfterACrash() {
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "agent"))) {
            producer.initTransactions();
            send(producer, "first");
            producer.commitTransaction();
            send(producer, "aborted");
            producer.abortTransaction();

            server.kill();
            server.start();

            send(producer, "second");
            producer.commitTransaction();
        }

        assertThat(read()).containsExactly("first", "second");
    }

    @Test
    void aCutLinkStopsItsOwnClientsOnly() throws Exception {
        TcpProxy link = server.links().get(0);
        TcpProxy other = server.links().get(1);
        sendThrough(link, "before");

        link.cut();
        assertThatThrownBy(() -> sendThrough(link, "lost")).hasCauseInstanceOf(TimeoutException.class);
        sendThrough(other, "meanwhile");

        link.restore();
        sendThrough(link, "after");
        assertThat(read()).containsExactly("before", "meanwhile", "after");
    }

    private static void sendThrough(TcpProxy link, String value) throws Exception {
        try (var producer = producer(link.address(), Map.of("max.block.ms", 3_000))) {
            producer.send(new ProducerRecord<>("news", value)).get();
        }
    }

    private static void send(KafkaProducer<String, String> producer, String value) {
        producer.beginTransaction();
        var unused = producer.send(new ProducerRecord<>("news", value));
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        return producer(server.bootstrapServers(), more);
    }

    private static KafkaProducer<String, String> producer(String address, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", address);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private List<String> read() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", server.bootstrapServers(), "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            var values = new ArrayList<String>();
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(received -> values.add(received.value()));
            }
            return values;
        }
    }
}
