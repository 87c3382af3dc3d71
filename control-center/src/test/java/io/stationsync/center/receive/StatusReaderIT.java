package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.center.command.CommandAnswers;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.model.StationCode;
import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.MaxRowSize;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.TopicNames;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What stations say of themselves is read, whatever happens to the database meanwhile. */
class StatusReaderIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final TopicNames TOPICS = new TopicNames("sync", "{prefix}.up.{code}.{table}");

    @Test
    void what_was_read_when_the_database_refused_an_answer_is_read_again() throws Exception {
        try (KafkaServer kafka = Servers.kafka()) {
            Map<String, Object> servers = Map.of("bootstrap.servers", kafka.bootstrapServers());
            KafkaClients clients = new KafkaClients(servers, servers, servers, MaxRowSize.DEFAULT);
            Fleet fleet = new Fleet();
            try (Admin admin = clients.newAdmin();
                    Consumer<byte[], byte[]> consumer = clients.consumer(500)) {
                StatusReader reader = new StatusReader(
                        consumer, new AskedBroker(admin), TOPICS, fleet, new CommandAnswers(DATABASE.dataSource()));
                say(admin, servers);
                reader.follow(Set.of(partition("ST001"), partition("ST002")));
                DATABASE.execute("RENAME TABLE stationsync.sync_command TO stationsync.sync_command_away");
                try {
                    assertThatThrownBy(() -> {
                                while (fleet.stations().size() < 2) {
                                    reader.read(Duration.ofSeconds(1));
                                }
                                reader.read(Duration.ofSeconds(1));
                            })
                            .isInstanceOf(SQLException.class);
                } finally {
                    DATABASE.execute("RENAME TABLE stationsync.sync_command_away TO stationsync.sync_command");
                }

                reader.catchUp(new StationCode("ST001"));
                reader.catchUp(new StationCode("ST002"));
            }
            assertThat(fleet.stations())
                    .extracting(station -> station.code().value())
                    .contains("ST001", "ST002");
        }
    }

    private static TopicPartition partition(String station) {
        return new TopicPartition(TOPICS.status(new StationCode(station)), 0);
    }

    /** Both stations answer a command, then say of themselves that they are there. */
    private static void say(Admin admin, Map<String, Object> servers) throws Exception {
        TopicAdmin.Settings settings =
                new TopicAdmin.Settings((short) 1, Duration.ofDays(7), Duration.ofDays(90), MaxRowSize.DEFAULT);
        byte[] answer = StatusRecords.write(new CommandResult.Last(List.of()));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String station : List.of("ST001", "ST002")) {
                String topic = partition(station).topic();
                TopicAdmin.ensure(admin, List.of(TopicAdmin.status(topic, settings)));
                byte[] heartbeat = StatusRecords.write(
                        new Heartbeat("-", "-", 0, List.of(station), "code", -1, Map.of(), List.of(), Map.of(), null));
                producer.send(new ProducerRecord<>(topic, 0, bytes(StatusRecords.COMMANDS), answer));
                producer.send(new ProducerRecord<>(topic, 0, bytes(StatusRecords.HEARTBEAT), heartbeat));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
