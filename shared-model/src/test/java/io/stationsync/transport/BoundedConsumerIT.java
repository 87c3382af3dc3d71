package io.stationsync.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that are small as they are compressed, and large together otherwise. */
class BoundedConsumerIT {
    private static final int LARGE = 1_000_000;
    private static final int RECORDS = 40;
    private static final TopicPartition ONE = new TopicPartition("bounded-one", 0);
    private static final TopicPartition OTHER = new TopicPartition("bounded-other", 0);
    private static KafkaServer kafka;
    private static KafkaClients clients;

    @BeforeAll
    static void fill() throws Exception {
        kafka = Servers.kafka();
        clients = TestKafka.clients(kafka);
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(
                    admin,
                    List.of(
                            TopicAdmin.down(ONE.topic(), TestKafka.SETTINGS),
                            TopicAdmin.down(OTHER.topic(), TestKafka.SETTINGS)));
        }
        try (Producer<byte[], byte[]> producer = clients.transactionalProducer("bounded")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(ONE.topic(), 0, null, value(i)));
                producer.send(new ProducerRecord<>(OTHER.topic(), 0, null, value(i)));
            }
            producer.commitTransaction();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static byte[] value(int number) {
        return (number + "x".repeat(LARGE)).getBytes(StandardCharsets.UTF_8);
    }

    private static int number(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        return Integer.parseInt(value.substring(0, value.indexOf('x')));
    }

    @Test
    void a_poll_has_no_more_than_there_is_memory_for_and_every_record_comes_once_and_in_order() {
        List<Integer> one = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer(5_000)) {
            consumer.assign(Set.of(ONE, OTHER));
            consumer.seekToBeginning(Set.of(ONE, OTHER));
            for (int polls = 0; polls < 100 && one.size() + other.size() < 2 * RECORDS; polls++) {
                long bytes = 0;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    bytes += record.value().length;
                    (record.topic().equals(ONE.topic()) ? one : other).add(number(record));
                }
                assertThat(bytes).isLessThan(BoundedConsumer.MOST_BYTES + 2 * LARGE);
            }
        }
        List<Integer> all = IntStream.range(0, RECORDS).boxed().toList();
        assertThat(one).isEqualTo(all);
        assertThat(other).isEqualTo(all);
    }

    @Test
    void what_did_not_fit_is_still_to_be_read_for_one_who_goes_back() {
        try (Consumer<byte[], byte[]> consumer = clients.consumer(5_000)) {
            consumer.assign(Set.of(ONE));
            consumer.seekToBeginning(Set.of(ONE));
            List<ConsumerRecord<byte[], byte[]>> first = some(consumer);
            int read = first.size();
            assertThat(consumer.position(ONE)).isEqualTo(read);
            assertThat(consumer.currentLag(ONE).orElse(0)).isGreaterThan(0);

            consumer.seek(ONE, 1);

            assertThat(number(some(consumer).get(0))).isEqualTo(1);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> some(Consumer<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> records = List.of();
        for (int polls = 0; records.isEmpty() && polls < 100; polls++) {
            records = consumer.poll(Duration.ofSeconds(1)).records(ONE);
        }
        assertThat(records).isNotEmpty();
        return records;
    }
}
