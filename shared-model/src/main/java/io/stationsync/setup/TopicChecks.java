package io.stationsync.setup;

import io.stationsync.setup.TopicNeed.Kind;
import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics, one by one: there or to be created, of the right form, and open to the service's account. */
final class TopicChecks {
    private final Admin admin;
    private final KafkaFix fix;
    private final long largestMessage;

    TopicChecks(Admin admin, KafkaFix fix, MaxRowSize maxRowSize) {
        this.admin = admin;
        this.fix = fix;
        this.largestMessage = maxRowSize.largestMessage();
    }

    List<Finding> check(List<TopicNeed> topics) throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        topics.stream().map(TopicNeed::name).toList(),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(
                        topics.stream().map(TopicChecks::resource).toList())
                .values();
        List<Finding> findings = new ArrayList<>();
        for (TopicNeed topic : topics) {
            findings.addAll(check(topic, required(descriptions, topic.name()), required(configs, resource(topic))));
        }
        return findings;
    }

    private static ConfigResource resource(TopicNeed topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static <K, V> V required(Map<K, V> answers, K key) {
        V answer = answers.get(key);
        if (answer == null) {
            throw new IllegalStateException("answer for %s: none (expected: one for each question)".formatted(key));
        }
        return answer;
    }

    private List<Finding> check(TopicNeed topic, KafkaFuture<TopicDescription> asked, KafkaFuture<Config> askedConfig)
            throws InterruptedException {
        Answer<TopicDescription> answer = Answer.of(asked);
        TopicDescription description = answer.value();
        if (description != null) {
            return existing(topic, description, Answer.of(askedConfig));
        }
        if (answer.isRefusedWith(UnknownTopicOrPartitionException.class)) {
            return List.of(topic.creates() ? creatable(topic) : awaited(topic));
        }
        return List.of(refused(topic, answer));
    }

    private List<Finding> existing(TopicNeed topic, TopicDescription description, Answer<Config> config) {
        List<Finding> findings = new ArrayList<>();
        int partitions = description.partitions().size();
        if (topic.kind().hasOnePartition() && partitions != 1) {
            findings.add(wrongPartitions(topic, partitions));
        }
        if (description.authorizedOperations() != null) {
            findings.addAll(operations(topic, description));
        }
        findings.addAll(config(topic, config));
        return findings.isEmpty()
                ? List.of(Finding.ok(subject(topic), "is there, with %d partition(s)".formatted(partitions)))
                : findings;
    }

    private Finding wrongPartitions(TopicNeed topic, int partitions) {
        return Finding.problem(
                subject(topic),
                "has %d partitions (expected: 1; its records have one order)".formatted(partitions),
                "Choose another sync.topics.prefix, or, if the topic holds nothing that is needed, delete it and let it be "
                        + "created again:\n" + fix.deleteTopic(topic.name()));
    }

    private List<Finding> operations(TopicNeed topic, TopicDescription description) {
        var missing = topic.missingFrom(description.authorizedOperations());
        return missing.isEmpty()
                ? List.of()
                : List.of(Finding.problem(
                        subject(topic),
                        "the account may not %s it".formatted(missing),
                        fix.allowOnTopic(missing, topic.name())));
    }

    private Finding refused(TopicNeed topic, Answer<?> answer) {
        return Finding.problem(
                subject(topic),
                "cannot be looked at: " + answer.refusalText(),
                answer.isRefusedWith(AuthorizationException.class)
                        ? fix.allowOnTopic(topic.missingFrom(Set.of()), topic.name())
                        : "See that every broker is up and that this machine can reach the addresses they announce "
                                + "(advertised.listeners).");
    }

    private static Finding awaited(TopicNeed topic) {
        return Finding.ok(subject(topic), "does not exist yet; its station creates it when it first runs");
    }

    /** Asks the brokers whether they would create it, without doing so. */
    private Finding creatable(TopicNeed topic) throws InterruptedException {
        NewTopic trial = new NewTopic(topic.name(), Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, topic.kind().cleanupPolicy()));
        Answer<Void> answer = Answer.of(admin.createTopics(List.of(trial), new CreateTopicsOptions().validateOnly(true))
                .all());
        if (answer.refusal() == null) {
            return Finding.ok(subject(topic), "does not exist yet; the service creates it when it starts");
        }
        return Finding.problem(
                subject(topic),
                "does not exist and cannot be created: " + answer.refusalText(),
                answer.isRefusedWith(AuthorizationException.class)
                        ? fix.allowOnTopic(List.of(AclOperation.CREATE), topic.name())
                        : "Set right what the brokers name.");
    }

    private List<Finding> config(TopicNeed topic, Answer<Config> answer) {
        Config config = answer.value();
        if (config == null) {
            return answer.isRefusedWith(AuthorizationException.class)
                    ? List.of(Finding.ok(
                            subject(topic), "is there; the account may not read its settings, so they are not checked"))
                    : List.of(refused(topic, answer));
        }
        Map<String, String> values = new HashMap<>();
        config.entries().forEach((ConfigEntry entry) -> values.put(entry.name(), String.valueOf(entry.value())));
        List<Finding> findings = new ArrayList<>();
        cleanup(topic, values).ifPresent(findings::add);
        retention(topic, values).ifPresent(findings::add);
        messageSize(topic, values).ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> cleanup(TopicNeed topic, Map<String, String> values) {
        String expected = topic.kind().cleanupPolicy();
        String policy = values.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
        return Arrays.asList(policy.split(",")).equals(List.of(expected))
                ? Optional.empty()
                : Optional.of(Finding.problem(
                        subject(topic),
                        "cleanup.policy is %s (expected: %s; %s)"
                                .formatted(
                                        policy,
                                        expected,
                                        topic.kind() == Kind.STATUS
                                                ? "the sender's position would expire"
                                                : "changes that a reader still needs would be removed"),
                        fix.setOnTopic(topic.name(), TopicConfig.CLEANUP_POLICY_CONFIG, expected)));
    }

    private Optional<Finding> retention(TopicNeed topic, Map<String, String> values) {
        Duration expected = topic.kind().retention();
        long millis = Long.parseLong(values.getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "-1"));
        return millis < 0 || millis >= expected.toMillis()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        subject(topic),
                        "retention.ms is %d (expected: %d or more, which is %d days; a reader that is away for longer must load again)"
                                .formatted(millis, expected.toMillis(), expected.toDays()),
                        fix.setOnTopic(
                                topic.name(), TopicConfig.RETENTION_MS_CONFIG, String.valueOf(expected.toMillis()))));
    }

    private Optional<Finding> messageSize(TopicNeed topic, Map<String, String> values) {
        long bytes = Long.parseLong(values.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"));
        return topic.kind() == Kind.STATUS || bytes >= largestMessage
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        subject(topic),
                        "max.message.bytes is %d (expected: %d or more, see sync.max-row-size; the service raises it at its start if it may)"
                                .formatted(bytes, largestMessage),
                        fix.setOnTopic(
                                topic.name(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(largestMessage))));
    }

    private static String subject(TopicNeed topic) {
        return "topic " + topic.name();
    }
}
