package io.stationsync.transport;

import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates our topics where they are missing. A topic that exists is left as the site has made it, but for the size of a message:
 * where that is too small for {@code sync.max-row-size}, it is raised.
 */
public final class TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private static final Duration STATUS_SEGMENT = Duration.ofHours(1);

    private TopicAdmin() {}

    /**
     * How topics are created.
     *
     * @param replicationFactor -1 for the broker's default
     */
    public record Settings(
            short replicationFactor, Duration upRetention, Duration downRetention, MaxRowSize maxRowSize) {}

    public static NewTopic up(String name, Settings settings) {
        return retained(name, settings, settings.upRetention());
    }

    public static NewTopic down(String name, Settings settings) {
        return retained(name, settings, settings.downRetention());
    }

    public static NewTopic status(String name, Settings settings) {
        return topic(
                name,
                settings,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(8 * 1024 * 1024),
                        // What is written is not compacted, and a center that starts reads it all.
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(STATUS_SEGMENT.toMillis()),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1"));
    }

    private static NewTopic retained(String name, Settings settings, Duration retention) {
        return topic(
                name,
                settings,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(settings.maxRowSize().largestMessage())));
    }

    private static NewTopic topic(String name, Settings settings, Map<String, String> config) {
        Optional<Short> replication =
                settings.replicationFactor() < 0 ? Optional.empty() : Optional.of(settings.replicationFactor());
        return new NewTopic(name, Optional.of(1), replication).configs(config);
    }

    /** Creates those that are missing, and raises what is too small. Where nothing is, no right to do so is needed. */
    public static void ensure(Admin admin, List<NewTopic> topics) throws InterruptedException {
        Set<String> existing = BrokerAnswer.of(admin.listTopics().names());
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
        for (Map.Entry<String, KafkaFuture<Void>> result :
                admin.createTopics(missing).values().entrySet()) {
            try {
                BrokerAnswer.of(result.getValue());
                log.info("created topic {}", result.getKey());
            } catch (TopicExistsException e) {
                log.debug("topic {} was created by another at the same time", result.getKey());
            }
        }
        try {
            raise(
                    admin,
                    topics.stream()
                            .filter(topic -> existing.contains(topic.name()))
                            .toList());
        } catch (AuthorizationException e) {
            log.debug("the topics' settings may not be looked at, so they stay as they are", e);
        }
    }

    private static void raise(Admin admin, List<NewTopic> existing) throws InterruptedException {
        Map<ConfigResource, Long> wanted = new HashMap<>();
        for (NewTopic topic : existing) {
            String bytes = topic.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (bytes != null) {
                wanted.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), Long.parseLong(bytes));
            }
        }
        Map<ConfigResource, Config> found =
                BrokerAnswer.of(admin.describeConfigs(wanted.keySet()).all());
        for (Map.Entry<ConfigResource, Long> topic : wanted.entrySet()) {
            ConfigEntry bytes =
                    Objects.requireNonNull(found.get(topic.getKey())).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (bytes != null && Long.parseLong(bytes.value()) < topic.getValue()) {
                raise(admin, topic.getKey(), topic.getValue());
            }
        }
    }

    private static void raise(Admin admin, ConfigResource topic, long bytes) throws InterruptedException {
        AlterConfigOp operation = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(bytes)), OpType.SET);
        try {
            BrokerAnswer.of(admin.incrementalAlterConfigs(Map.of(topic, List.of(operation)))
                    .all());
            log.info("raised max.message.bytes of {} to {}, see sync.max-row-size", topic.name(), bytes);
        } catch (AuthorizationException e) {
            log.warn(
                    "max.message.bytes of {} is too small for sync.max-row-size and may not be raised: a row above it stops the sender. Fix: kafka-configs.sh --bootstrap-server <server> --alter --entity-type topics --entity-name {} --add-config max.message.bytes={}",
                    topic.name(),
                    topic.name(),
                    bytes);
        }
    }
}
