package io.stationsync.transport;

import io.stationsync.servers.KafkaServer;
import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.Map;

/** What a service is told of its Kafka, for one broker of the tests. */
final class TestKafka {
    static final TopicAdmin.Settings SETTINGS =
            new TopicAdmin.Settings((short) 1, Duration.ofDays(7), Duration.ofDays(90), MaxRowSize.DEFAULT);

    private TestKafka() {}

    static KafkaClients clients(KafkaServer kafka) {
        Map<String, Object> servers = Map.of("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaClients(servers, servers, servers, MaxRowSize.DEFAULT);
    }
}
