package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.wire.MaxRowSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaChecksIT {
    private static final Map<String, String> NINETY_DAYS = Map.of("retention.ms", "7776000000");
    private static final Map<String, String> COMPACT = Map.of("cleanup.policy", "compact");

    private static KafkaServer kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = Servers.kafka();
        admin = Admin.create(properties());
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    private static Map<String, Object> properties() {
        return new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static void create(String topic, int partitions, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings)))
                .all()
                .get();
    }

    private static List<Finding> check(TopicNeed... topics) throws InterruptedException {
        return KafkaChecks.check(properties(), List.of(topics), "agent-ST001", MaxRowSize.DEFAULT);
    }

    private static List<Finding> notOk(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.level() != Finding.Level.OK)
                .toList();
    }

    /** Does what {@code kafka-configs.sh} of the fix would do. */
    private static void apply(Finding finding) throws Exception {
        String[] setting = finding.fix().replaceAll(".*--add-config ", "").split("=", 2);
        String topic = finding.fix().replaceAll(".*--entity-name (\\S+).*", "$1");
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(setting[0], setting[1]), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Test
    void aClusterThatIsSetUpRightHasOnlyGoodFindings() throws Exception {
        create("good.up.ST001.t", 1, Map.of());
        create("good.down.ST001", 1, NINETY_DAYS);
        create("good.status.ST001", 1, COMPACT);
        create("good.up.shared", 3, Map.of());

        List<Finding> findings = check(
                TopicNeed.up("good.up.ST001.t", Role.STATION),
                TopicNeed.down("good.down.ST001", Role.STATION),
                TopicNeed.ownStatus("good.status.ST001"),
                TopicNeed.sharedUp("good.up.shared", Role.STATION));

        assertThat(notOk(findings)).isEmpty();
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly(
                        "kafka",
                        "message.max.bytes",
                        "socket.request.max.bytes",
                        "auto.create.topics.enable",
                        "transactional id agent-ST001",
                        "topic good.up.ST001.t",
                        "topic good.down.ST001",
                        "topic good.status.ST001",
                        "topic good.up.shared");
    }

    @Test
    void topicsThatTheServiceOrItsPeerWillCreateAreGoodAndAreNotCreated() throws Exception {
        List<Finding> findings =
                check(TopicNeed.up("new.up.ST001.t", Role.STATION), TopicNeed.othersStatus("new.status.ST001"));

        assertThat(notOk(findings)).isEmpty();
        assertThat(findings)
                .extracting(Finding::message)
                .contains(
                        "does not exist yet; the service creates it when it starts",
                        "does not exist yet; its station creates it when it first runs");
        assertThat(admin.listTopics().names().get()).doesNotContain("new.up.ST001.t", "new.status.ST001");
    }

    @Test
    void moreThanOnePartitionIsAProblem() throws Exception {
        create("wide.down.ST001", 2, NINETY_DAYS);

        assertThat(notOk(check(TopicNeed.down("wide.down.ST001", Role.CENTER))))
                .extracting(Finding::level, Finding::message)
                .containsExactly(
                        tuple(Finding.Level.PROBLEM, "has 2 partitions (expected: 1; its records have one order)"));
    }

    @Test
    void aStatusTopicThatForgetsIsAProblemAndItsFixSetsItRight() throws Exception {
        TopicNeed status = TopicNeed.ownStatus("short.status.ST001");
        create(status.name(), 1, Map.of());

        List<Finding> findings = notOk(check(status));

        assertThat(findings)
                .extracting(Finding::message)
                .containsExactly("cleanup.policy is delete (expected: compact; the sender's position would expire)");
        apply(findings.get(0));
        awaitBroker(() -> assertThat(notOk(check(status))).isEmpty());
    }

    @Test
    void anUpTopicThatIsCompactedIsAProblem() throws Exception {
        TopicNeed up = TopicNeed.up("compacted.up.ST001.t", Role.STATION);
        create(up.name(), 1, COMPACT);

        assertThat(notOk(check(up))).extracting(Finding::level).containsExactly(Finding.Level.PROBLEM);
    }

    @Test
    void shortRetentionAndSmallMessagesAreWarnedAboutAndTheirFixesEndTheWarnings() throws Exception {
        TopicNeed down = TopicNeed.down("small.down.ST001", Role.STATION);
        create(down.name(), 1, Map.of("retention.ms", "604800000", "max.message.bytes", "1048588"));

        List<Finding> findings = notOk(check(down));

        assertThat(findings).extracting(Finding::level).containsOnly(Finding.Level.WARNING);
        assertThat(findings)
                .extracting(Finding::message)
                .satisfiesExactly(
                        retention -> assertThat(retention)
                                .startsWith(
                                        "retention.ms is 604800000 (expected: 7776000000 or more, which is 90 days"),
                        size -> assertThat(size)
                                .startsWith("max.message.bytes is 1048588 (expected: 17825792 or more"));
        for (Finding finding : findings) {
            apply(finding);
        }
        awaitBroker(() -> assertThat(notOk(check(down))).isEmpty());
    }

    @Test
    void aTopicOfOursWithASmallerLimitIsRaisedAndOneWithALargerLimitIsLeft() throws Exception {
        create("raise.up.ST001.small", 1, Map.of("max.message.bytes", "1048588"));
        create("raise.up.ST001.large", 1, Map.of("max.message.bytes", "99999999"));
        TopicAdmin.Settings settings =
                new TopicAdmin.Settings((short) 1, Duration.ofDays(7), Duration.ofDays(90), MaxRowSize.DEFAULT);
        List<NewTopic> wanted = List.of(
                TopicAdmin.up("raise.up.ST001.small", settings),
                TopicAdmin.up("raise.up.ST001.large", settings),
                TopicAdmin.up("raise.up.ST001.new", settings));

        TopicAdmin.ensure(admin, wanted);

        awaitBroker(() -> assertThat(maxMessageBytes("raise.up.ST001.small")).isEqualTo("17825792"));
        assertThat(maxMessageBytes("raise.up.ST001.large")).isEqualTo("99999999");
        assertThat(maxMessageBytes("raise.up.ST001.new")).isEqualTo("17825792");
    }

    /** A configuration that the controller has taken reaches the broker a moment later. */
    private static void awaitBroker(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
    }

    private static String maxMessageBytes(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(List.of(resource)).all().get();
        return Objects.requireNonNull(configs.get(resource))
                .get("max.message.bytes")
                .value();
    }

    @Test
    void aSingleBrokerWithKafkasDefaultsCannotDoTransactionsAndTakesNoLargeRows() throws Exception {
        try (KafkaServer defaults = Servers.kafka(Map.of(
                "message.max.bytes", "1048588",
                "auto.create.topics.enable", "true",
                "transaction.state.log.replication.factor", "3",
                "transaction.state.log.min.isr", "2"))) {
            List<Finding> findings = notOk(KafkaChecks.check(
                    Map.of("bootstrap.servers", List.of(defaults.bootstrapServers())),
                    List.of(),
                    "center",
                    MaxRowSize.DEFAULT));

            assertThat(findings)
                    .extracting(Finding::level, Finding::subject)
                    .containsExactly(
                            tuple(Finding.Level.WARNING, "message.max.bytes"),
                            tuple(Finding.Level.WARNING, "auto.create.topics.enable"),
                            tuple(Finding.Level.PROBLEM, "transactional id center"));
            assertThat(findings.get(2).fix()).contains("transaction.state.log.replication.factor");
            assertThat(findings.get(0).fix())
                    .contains(defaults.bootstrapServers(), "--add-config message.max.bytes=17825792");
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsAProblem() throws Exception {
        List<Finding> findings =
                KafkaChecks.check(Map.of("bootstrap.servers", "127.0.0.1:1"), List.of(), "center", MaxRowSize.DEFAULT);

        assertThat(findings)
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.message()).startsWith("no answer from 127.0.0.1:1 within 10 s"))
                .satisfies(finding -> assertThat(finding.fix()).contains("SPRING_KAFKA_BOOTSTRAP_SERVERS"));
    }

    @Test
    void settingsThatAreNotUsableAreAProblem() throws Exception {
        assertThat(KafkaChecks.check(Map.of("bootstrap.servers", "no-port"), List.of(), "center", MaxRowSize.DEFAULT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .startsWith("the settings are not usable: Invalid url in bootstrap.servers: no-port"));
    }
}
