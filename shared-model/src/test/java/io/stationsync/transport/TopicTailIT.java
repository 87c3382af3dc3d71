package io.stationsync.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several topics are read at once, each from its own offset to its own end. */
class TopicTailIT {
    private static KafkaServer kafka;
    private static KafkaClients clients;

    @BeforeAll
    static void fill() throws Exception {
        kafka = Servers.kafka();
        clients = TestKafka.clients(kafka);
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(admin, List.of(down("many"), down("some"), down("none")));
        }
        try (Producer<byte[], byte[]> producer = clients.transactionalProducer("tail")) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "many", "m0", "m1", "m2");
            send(producer, "some", "s0", "s1");
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, "some", "aborted");
            producer.abortTransaction();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static NewTopic down(String name) {
        return TopicAdmin.down(name, TestKafka.SETTINGS);
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, String... values) {
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Map<String, List<String>> read(Map<String, Long> from) {
        Map<String, List<String>> read = new HashMap<>();
        TopicTail.read(clients, from, record -> read.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                .add(new String(record.value(), StandardCharsets.UTF_8)));
        return read;
    }

    @Test
    void eachTopicIsReadFromItsOwnOffset() {
        assertThat(read(Map.of("many", 1L, "some", 0L, "none", 0L)))
                .isEqualTo(Map.of("many", List.of("m1", "m2"), "some", List.of("s0", "s1")));
    }

    @Test
    void nothingIsReadBehindTheEndOrOfNoTopics() {
        assertThat(read(Map.of("many", 1_000L, "none", 7L))).isEmpty();
        assertThat(read(Map.of())).isEmpty();
    }
}
