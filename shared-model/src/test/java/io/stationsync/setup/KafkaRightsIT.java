package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.MaxRowSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** Needs a broker that runs from this class path, because {@link RestrictingAuthorizer} is on it. */
class KafkaRightsIT {
    private static KafkaServer kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        assumeTrue(runsFromThisClassPath(), "a broker in a container does not have the authorizer");
        kafka = Servers.kafka(Map.of("authorizer.class.name", RestrictingAuthorizer.class.getName()));
        admin = Admin.create(properties());
    }

    private static boolean runsFromThisClassPath() {
        String kind = System.getProperty(Servers.KIND, "");
        return kind.isEmpty() ? !DockerClientFactory.instance().isDockerAvailable() : kind.equals("local");
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            admin.close();
            kafka.close();
        }
    }

    private static Map<String, Object> properties() {
        return new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static Map<String, Object> restricted() {
        Map<String, Object> properties = properties();
        properties.put("client.id", RestrictingAuthorizer.RESTRICTED_CLIENT);
        properties.put("sasl.jaas.config", "Module required username=\"station-1\" password=\"hidden\";");
        return properties;
    }

    private static void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                .all()
                .get();
    }

    private static List<Finding> notOk(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.level() != Finding.Level.OK)
                .toList();
    }

    @Test
    void anAccountThatLacksRightsGetsTheCommandThatGrantsThem() throws Exception {
        create("held.up.ST001.t");

        List<Finding> findings = notOk(KafkaChecks.check(
                restricted(),
                List.of(
                        TopicNeed.up("held.up.ST001.t", Role.STATION),
                        TopicNeed.up("held.new.ST001.t", Role.STATION),
                        TopicNeed.ownStatus("held.secret")),
                "agent-secret",
                MaxRowSize.DEFAULT));

        String command = "kafka-acls.sh --bootstrap-server %s --add --allow-principal User:station-1 "
                .formatted(kafka.bootstrapServers());
        assertThat(findings).extracting(Finding::level).containsOnly(Finding.Level.PROBLEM);
        assertThat(findings)
                .extracting(Finding::fix)
                .containsExactly(
                        command + "--operation Write --operation Describe --transactional-id agent-secret",
                        command + "--operation Write --topic held.up.ST001.t",
                        command + "--operation Create --topic held.new.ST001.t",
                        command + "--operation Read --operation Write --topic held.secret");
        assertThat(findings.toString()).doesNotContain("hidden");
    }

    @Test
    void settingsThatTheAccountMayNotReadAreSaidToBeUnchecked() throws Exception {
        create("plain.up.ST001.t");

        List<Finding> findings = KafkaChecks.check(
                restricted(), List.of(TopicNeed.up("plain.up.ST001.t", Role.CENTER)), "center", MaxRowSize.DEFAULT);

        assertThat(notOk(findings)).isEmpty();
        assertThat(findings)
                .extracting(Finding::message)
                .contains("is there; the account may not read its settings, so they are not checked")
                .anyMatch(message -> message.startsWith("are not checked, they cannot be read"));
    }
}
