package io.stationsync.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates our topics where they are missing; a topic that exists is left as the site has made it. */
public final class TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private TopicAdmin() {}

    /**
     * How topics are created.
     *
     * @param replicationFactor -1 for the broker's default
     */
    public record Settings(short replicationFactor, Duration upRetention, Duration downRetention) {}

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
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(40 * 1024 * 1024)));
    }

    private static NewTopic topic(String name, Settings settings, Map<String, String> config) {
        Optional<Short> replication =
                settings.replicationFactor() < 0 ? Optional.empty() : Optional.of(settings.replicationFactor());
        return new NewTopic(name, Optional.of(1), replication).configs(config);
    }

    /** Creates those that are missing. Where none is, no right to create topics is needed. */
    public static void ensure(Admin admin, List<NewTopic> topics) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
        for (Map.Entry<String, KafkaFuture<Void>> result :
                admin.createTopics(missing).values().entrySet()) {
            try {
                result.getValue().get();
                log.info("created topic {}", result.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }
}
