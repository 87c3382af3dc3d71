package io.stationsync.setup;

import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * What a service needs of Kafka. Creates and changes nothing, and fences no running producer. That nobody answers is a
 * problem here; a service that is being started should not ask: to be without Kafka is normal for it.
 */
public final class KafkaChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;
    private final KafkaFix fix;
    private final MaxRowSize maxRowSize;

    private KafkaChecks(Admin admin, KafkaFix fix, MaxRowSize maxRowSize) {
        this.admin = admin;
        this.fix = fix;
        this.maxRowSize = maxRowSize;
    }

    /**
     * Looks at the brokers, the topics and the transactional id; takes about ten seconds if nobody answers.
     *
     * @param adminProperties how to reach the brokers, as for Kafka's admin client
     */
    public static List<Finding> check(
            Map<String, Object> adminProperties, List<TopicNeed> topics, String transactionalId, MaxRowSize maxRowSize)
            throws InterruptedException {
        KafkaFix fix = KafkaFix.of(adminProperties);
        try (Admin admin = Admin.create(impatient(adminProperties))) {
            return new KafkaChecks(admin, fix, maxRowSize).check(topics, transactionalId);
        } catch (KafkaException e) {
            return List.of(
                    Finding.problem(
                            "kafka",
                            "the settings are not usable: " + deepest(e),
                            "Correct spring.kafka.bootstrap-servers (SPRING_KAFKA_BOOTSTRAP_SERVERS) and spring.kafka.properties."));
        }
    }

    private static Map<String, Object> impatient(Map<String, Object> adminProperties) {
        Map<String, Object> properties = new HashMap<>(adminProperties);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        return properties;
    }

    private static String deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private List<Finding> check(List<TopicNeed> topics, String transactionalId) throws InterruptedException {
        DescribeClusterResult cluster = admin.describeCluster();
        Answer<Collection<Node>> nodes = Answer.of(cluster.nodes());
        if (nodes.value() == null) {
            return List.of(unreachable(nodes));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "kafka",
                "cluster %s: %s".formatted(Answer.of(cluster.clusterId()).value(), addresses(nodes.value()))));
        findings.addAll(brokers(nodes.value()));
        findings.add(transactions(transactionalId));
        if (!topics.isEmpty()) {
            findings.addAll(new TopicChecks(admin, fix, maxRowSize).check(topics));
        }
        return findings;
    }

    private static String addresses(Collection<Node> nodes) {
        return nodes.stream()
                .map(node -> node.host() + ":" + node.port())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Finding unreachable(Answer<?> answer) {
        return answer.isRefusedWith(AuthenticationException.class)
                ? Finding.problem(
                        "kafka",
                        "%s refuses the login: %s".formatted(fix.bootstrapServers(), answer.refusalText()),
                        "Correct security.protocol, sasl.* and ssl.* under spring.kafka.properties.")
                : Finding.problem(
                        "kafka",
                        "no answer from %s within %d s: %s"
                                .formatted(fix.bootstrapServers(), PATIENCE.toSeconds(), answer.refusalText()),
                        "Start Kafka there and see that the port is open, or correct spring.kafka.bootstrap-servers "
                                + "(SPRING_KAFKA_BOOTSTRAP_SERVERS).");
    }

    /** Asks about the id as a status query would: needs the coordinator to be there and the account to be allowed. */
    private Finding transactions(String transactionalId) throws InterruptedException {
        String subject = "transactional id " + transactionalId;
        Answer<TransactionDescription> answer =
                Answer.of(admin.describeTransactions(List.of(transactionalId)).description(transactionalId));
        if (answer.refusal() == null || answer.isRefusedWith(TransactionalIdNotFoundException.class)) {
            return Finding.ok(subject, "can be used");
        }
        return Finding.problem(
                subject,
                "cannot be used: " + answer.refusalText(),
                answer.isRefusedWith(AuthorizationException.class)
                        ? fix.allowTransactionalId(transactionalId)
                        : "See that as many brokers are up as transaction.state.log.replication.factor asks for; with one "
                                + "broker set it and transaction.state.log.min.isr to 1 in server.properties.");
    }

    private List<Finding> brokers(Collection<Node> nodes) throws InterruptedException {
        ConfigResource broker = new ConfigResource(
                ConfigResource.Type.BROKER, nodes.iterator().next().idString());
        Answer<Map<ConfigResource, Config>> answer =
                Answer.of(admin.describeConfigs(List.of(broker)).all());
        if (answer.value() == null || !answer.value().containsKey(broker)) {
            return List.of(
                    Finding.ok("broker settings", "are not checked, they cannot be read: " + answer.refusalText()));
        }
        Map<String, String> values = new HashMap<>();
        answer.value()
                .getOrDefault(broker, new Config(List.of()))
                .entries()
                .forEach(entry -> values.put(entry.name(), String.valueOf(entry.value())));
        return List.of(messageSize(values), requestSize(values), autoCreation(values));
    }

    /** Replication needs no setting of its own: {@code replica.fetch.max.bytes} is no limit for a single large message. */
    private Finding messageSize(Map<String, String> values) {
        String name = "message.max.bytes";
        long bytes = Long.parseLong(values.getOrDefault(name, "0"));
        return bytes >= maxRowSize.largestMessage()
                ? Finding.ok(name, "is " + bytes)
                : Finding.warning(
                        name,
                        "%s is %d (expected: %d or more for topics that do not set max.message.bytes, see sync.max-row-size)"
                                .formatted(name, bytes, maxRowSize.largestMessage()),
                        fix.setOnBrokers(name, String.valueOf(maxRowSize.largestMessage())));
    }

    private Finding requestSize(Map<String, String> values) {
        String name = "socket.request.max.bytes";
        long bytes = Long.parseLong(values.getOrDefault(name, String.valueOf(Integer.MAX_VALUE)));
        return bytes >= maxRowSize.largestMessage()
                ? Finding.ok(name, "is " + bytes)
                : Finding.problem(
                        name,
                        "%s is %d (expected: %d or more, see sync.max-row-size)"
                                .formatted(name, bytes, maxRowSize.largestMessage()),
                        "%s=%d in server.properties of every broker, then restart them; or lower sync.max-row-size"
                                .formatted(name, maxRowSize.largestMessage()));
    }

    private static Finding autoCreation(Map<String, String> values) {
        String name = "auto.create.topics.enable";
        return values.getOrDefault(name, "").equals("false")
                ? Finding.ok(name, "is false")
                : Finding.warning(
                        name,
                        "%s is %s (expected: false; a reader may create a topic with settings that are not ours)"
                                .formatted(name, values.get(name)),
                        "%s=false in server.properties of every broker, then restart them".formatted(name));
    }
}
