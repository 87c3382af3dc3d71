package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.table.Selection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class AgentPropertiesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @EnableConfigurationProperties(AgentProperties.class)
    static class Bound {}

    @Test
    void whatIsNotSiteSpecificHasADefault() {
        runner.withPropertyValues("sync.station=ST001", "sync.tables=kafka_test")
                .run(context -> {
                    AgentProperties properties = context.getBean(AgentProperties.class);
                    assertThat(properties.allowedCodes()).containsExactly("ST001");
                    assertThat(properties.codeColumn()).isEqualTo("code");
                    assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(properties.batchRows()).isEqualTo(5000);
                    assertThat(properties.rowSize().bytes()).isEqualTo(16 * 1024 * 1024);
                    assertThat(properties.topics().prefix()).isEqualTo("sync");
                    assertThat(properties.topics().up()).isEqualTo("{prefix}.up.{code}.{table}");
                    assertThat(properties.topics().replicationFactor()).isEqualTo(-1);
                    assertThat(properties.topics().upRetention()).isEqualTo(Duration.ofDays(7));
                    assertThat(properties.topics().downRetention()).isEqualTo(Duration.ofDays(90));
                    assertThat(properties.identity()).isEqualTo("agent-ST001");
                });
    }

    @Test
    void everyKeyIsRead() {
        runner.withPropertyValues(
                        "sync.station=ST001",
                        "sync.tables=a,b",
                        "sync.codes=X,Y",
                        "sync.code-column=site",
                        "sync.heartbeat-interval=3s",
                        "sync.batch-rows=7",
                        "sync.max-row-size=2KB",
                        "sync.topics.prefix=p",
                        "sync.topics.up={prefix}.{code}.{table}",
                        "sync.topics.replication-factor=3",
                        "sync.topics.up-retention=1d",
                        "sync.topics.down-retention=2d",
                        "sync.selection[0].table=a",
                        "sync.selection[0].exclude=secret,notes",
                        "sync.selection[0].columns[0].station=내용",
                        "sync.selection[0].columns[0].master=text",
                        "sync.selection[0].rows=id > 7")
                .run(context -> {
                    AgentProperties properties = context.getBean(AgentProperties.class);
                    assertThat(properties.tables()).containsExactly("a", "b");
                    assertThat(properties.allowedCodes()).containsExactly("X", "Y");
                    assertThat(properties.codeColumn()).isEqualTo("site");
                    assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(properties.batchRows()).isEqualTo(7);
                    assertThat(properties.rowSize().bytes()).isEqualTo(2048);
                    assertThat(properties.topics().names().up(properties.stationCode(), "a"))
                            .isEqualTo("p.ST001.a");
                    assertThat(properties
                                    .topics()
                                    .creation(properties.rowSize())
                                    .replicationFactor())
                            .isEqualTo((short) 3);
                    assertThat(properties.topics().upRetention()).isEqualTo(Duration.ofDays(1));
                    assertThat(properties.topics().downRetention()).isEqualTo(Duration.ofDays(2));
                    Selection selection =
                            Objects.requireNonNull(properties.selections().get("a"));
                    assertThat(selection.exclude()).containsExactlyInAnyOrder("secret", "notes");
                    assertThat(selection.masterNames()).containsEntry("내용", "text");
                    assertThat(selection.rows()).hasToString("Optional[id > 7]");
                });
    }

    @Test
    void namesOfAnyKindCanBeGivenInTheEnvironment() {
        Map<String, Object> environment = Map.of(
                "SYNC_STATION", "ST001",
                "SYNC_TABLES", "Orders,주문 2024",
                "SYNC_SELECTION_0_TABLE", "주문 2024",
                "SYNC_SELECTION_0_EXCLUDE", "비밀",
                "SYNC_SELECTION_0_COLUMNS_0_STATION", "Old_Name",
                "SYNC_SELECTION_0_COLUMNS_0_MASTER", "새 이름");
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                "systemEnvironment",
                                new SystemEnvironmentPropertySource("systemEnvironment", environment)))
                .run(context -> {
                    AgentProperties properties = context.getBean(AgentProperties.class);
                    assertThat(properties.tables()).containsExactly("Orders", "주문 2024");
                    Selection selection =
                            Objects.requireNonNull(properties.selections().get("주문 2024"));
                    assertThat(selection.exclude()).containsExactly("비밀");
                    assertThat(selection.masterNames()).isEqualTo(Map.of("Old_Name", "새 이름"));
                    assertThat(selection.rows()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.station=ST 01       | 1 to 64 characters of A-Z a-z 0-9 _ -",
                "sync.station=center      | must not be 'center'",
                "sync.station=            | must not be blank",
                "sync.tables=             | must name at least one table",
                "sync.batch-rows=0        | must be greater than or equal to 1",
                "sync.max-row-size=1023B | must be within 1KB..64MB",
                "sync.max-row-size=65MB  | must be within 1KB..64MB",
                "sync.code-column=        | must not be blank",
                "sync.topics.prefix=      | must not be blank",
                "sync.selection[0].table=other | each table of sync.selection must be one of sync.tables",
                "sync.selection[0].exclude=x   | must not be blank",
                "sync.heartbeat-interval=soon | sync.heartbeat-interval",
                "sync.tabels=x            | sync.tabels"
            })
    void aWrongValueIsNamedWithWhatIsExpected(String wrong, String message) {
        runner.withPropertyValues("sync.station=ST001", "sync.tables=kafka_test")
                .withPropertyValues(wrong)
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
    }
}
