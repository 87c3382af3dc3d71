package io.stationsync.transport;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stationsync.model.Op;
import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A transaction whose records Kafka does not get. */
class OutboxIT {
    private static final KafkaServer KAFKA = Servers.kafka();

    @AfterAll
    static void end() {
        KAFKA.close();
    }

    /** Otherwise each of its records waits 10 s, and a stream that goes on keeps the transaction open for ever. */
    @Test
    void a_link_that_is_cut_ends_the_transaction_at_its_first_record() throws Exception {
        KafkaClients clients = TestKafka.clients(KAFKA);
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(admin, List.of(topic("used"), topic("new")));
        }
        Producer<byte[], byte[]> producer = clients.transactionalProducer("outbox");
        try {
            producer.initTransactions();
            Outbox outbox = new Outbox(producer);
            outbox.send("t", Op.INSERT, new ProducerRecord<>("used", 0, bytes(), bytes()));
            outbox.commit();
            KAFKA.kill();

            assertThatExceptionOfType(KafkaException.class)
                    .isThrownBy(() -> outbox.send("t", Op.INSERT, new ProducerRecord<>("new", 0, bytes(), bytes())));
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1);
    }

    private static byte[] bytes() {
        return "x".getBytes(StandardCharsets.UTF_8);
    }
}
