package io.stationsync.servers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** A topic that takes no records until this is closed: whoever sends one in a Kafka transaction commits nothing of it. */
public final class RefusingTopic implements AutoCloseable {
    /** Less than any batch of ours, and more than what Kafka itself writes at the end of a transaction. */
    private static final String BYTES = "120";

    private final KafkaServer kafka;
    private final String topic;

    public RefusingTopic(KafkaServer kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
        alter(OpType.SET);
    }

    @Override
    public void close() {
        alter(OpType.DELETE);
    }

    private void alter(OpType type) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, BYTES), type))))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
