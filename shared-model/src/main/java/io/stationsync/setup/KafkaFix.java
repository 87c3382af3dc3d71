package io.stationsync.setup;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.springframework.util.StringUtils;

/** Commands of Kafka's own scripts that set something right, for a given cluster and account. */
record KafkaFix(String bootstrapServers, String account) {
    private static final Pattern USERNAME = Pattern.compile("username\\s*=\\s*[\"']?([^\"'\\s;]+)");

    /** Takes the account's name from the login settings, nothing else of them: they hold its password. */
    static KafkaFix of(Map<String, Object> adminProperties) {
        Object servers = adminProperties.getOrDefault("bootstrap.servers", "<broker>:9092");
        Matcher username = USERNAME.matcher(String.valueOf(adminProperties.get("sasl.jaas.config")));
        return new KafkaFix(
                servers instanceof Collection<?> several
                        ? several.stream().map(String::valueOf).collect(Collectors.joining(","))
                        : String.valueOf(servers),
                username.find() ? username.group(1) : "<account>");
    }

    String allowOnTopic(List<AclOperation> operations, String topic) {
        return allow(operations, "--topic " + topic);
    }

    String allowTransactionalId(String id) {
        return allow(List.of(AclOperation.WRITE, AclOperation.DESCRIBE), "--transactional-id " + id);
    }

    private String allow(List<AclOperation> operations, String resource) {
        return "kafka-acls.sh --bootstrap-server %s --add --allow-principal User:%s %s %s"
                .formatted(
                        bootstrapServers,
                        account,
                        operations.stream()
                                .map(operation -> "--operation "
                                        + StringUtils.capitalize(
                                                operation.name().toLowerCase(Locale.ROOT)))
                                .collect(Collectors.joining(" ")),
                        resource);
    }

    String setOnTopic(String topic, String setting, String value) {
        return "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s=%s"
                .formatted(bootstrapServers, topic, setting, value);
    }

    String setOnBrokers(String setting, String value) {
        return "kafka-configs.sh --bootstrap-server %s --alter --entity-type brokers --entity-default --add-config %s=%s"
                .formatted(bootstrapServers, setting, value);
    }

    String deleteTopic(String topic) {
        return "kafka-topics.sh --bootstrap-server %s --delete --topic %s".formatted(bootstrapServers, topic);
    }
}
