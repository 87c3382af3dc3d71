package io.stationsync.center;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.center.table.TablePolicy.Granularity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class CenterPropertiesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @EnableConfigurationProperties(CenterProperties.class)
    static class Bound {}

    @Test
    void everythingHasADefault() {
        runner.run(context -> {
            CenterProperties properties = context.getBean(CenterProperties.class);
            assertThat(properties.tables()).isEmpty();
            assertThat(properties.autoCreate()).isTrue();
            assertThat(properties.codeColumn()).isEqualTo("code");
            assertThat(properties.discoveryInterval()).isEqualTo(Duration.ofSeconds(5));
            assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(10));
            assertThat(properties.batchRows()).isEqualTo(5000);
            assertThat(properties.rowSize().bytes()).isEqualTo(16 * 1024 * 1024);
            assertThat(properties.unacknowledgedLimit()).isEqualTo(20_000);
            assertThat(properties.verify().cron()).isEmpty();
            assertThat(properties.verify().tables()).isEmpty();
            assertThat(properties.verify().keptRows()).isEqualTo(1_000);
            TablePolicy policy = new TablePolicies(properties.tables()).of("any");
            assertThat(policy.conflict()).isEqualTo(Conflict.CONTROL_WINS);
            assertThat(policy.merge()).isEqualTo(Granularity.COLUMNS);
        });
    }

    @Test
    void everyKeyIsRead() {
        runner.withPropertyValues(
                        "sync.auto-create=false",
                        "sync.code-column=site",
                        "sync.discovery-interval=1s",
                        "sync.heartbeat-interval=2s",
                        "sync.batch-rows=9",
                        "sync.max-row-size=2KB",
                        "sync.unacknowledged-limit=8",
                        "sync.verify.cron=0 0 3 * * SUN",
                        "sync.verify.tables.a=0 30 * * * *",
                        "sync.verify.kept-rows=7",
                        "sync.tables.d.conflict=newest-wins",
                        "sync.tables.d.newest-by=modify_date",
                        "sync.tables.d.merge=row",
                        "sync.tables.e.conflict=manual",
                        "sync.tables.a.conflict=station-wins",
                        "sync.tables.a.deletes=ignore",
                        "sync.tables.b.deletes-from-station=ignore",
                        "sync.tables.b.evolve=none",
                        "sync.tables.c.deletes-from-center=ignore")
                .run(context -> {
                    CenterProperties properties = context.getBean(CenterProperties.class);
                    assertThat(properties.autoCreate()).isFalse();
                    assertThat(properties.codeColumn()).isEqualTo("site");
                    assertThat(properties.discoveryInterval()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(properties.batchRows()).isEqualTo(9);
                    assertThat(properties.rowSize().bytes()).isEqualTo(2048);
                    assertThat(properties.unacknowledgedLimit()).isEqualTo(8);
                    assertThat(properties.verify().cron()).isEqualTo("0 0 3 * * SUN");
                    assertThat(properties.verify().tables()).containsExactly(Map.entry("a", "0 30 * * * *"));
                    assertThat(properties.verify().keptRows()).isEqualTo(7);
                    TablePolicy d = new TablePolicies(properties.tables()).of("d");
                    assertThat(d.conflict()).isEqualTo(Conflict.NEWEST_WINS);
                    assertThat(d.newestBy()).isEqualTo("modify_date");
                    assertThat(d.merge()).isEqualTo(Granularity.ROW);
                    assertThat(new TablePolicies(properties.tables()).of("e").conflict())
                            .isEqualTo(Conflict.MANUAL);
                    TablePolicy a = new TablePolicies(properties.tables()).of("a");
                    assertThat(a.conflict()).isEqualTo(Conflict.STATION_WINS);
                    assertThat(a.stationDeletesTravel()).isFalse();
                    assertThat(a.centerDeletesTravel()).isFalse();
                    TablePolicy b = new TablePolicies(properties.tables()).of("b");
                    assertThat(a.evolve()).isEqualTo(Evolve.ADD);
                    assertThat(b.evolve()).isEqualTo(Evolve.NONE);
                    assertThat(b.conflict()).isEqualTo(Conflict.CONTROL_WINS);
                    assertThat(b.stationDeletesTravel()).isFalse();
                    assertThat(b.centerDeletesTravel()).isTrue();
                    assertThat(new TablePolicies(properties.tables()).of("c").centerDeletesTravel())
                            .isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.tables.a.conflict=whoever | sync.tables.a.conflict",
                "sync.tables.a.delets=ignore    | sync.tables.a.delets",
                "sync.tables.a.conflict=newest-wins  | newest-by must name a column",
                "sync.tables.a.newest-by=modify_date | newest-by must name a column",
                "sync.tables.a.merge=cells      | sync.tables.a.merge",
                "sync.unacknowledged-limit=-1   | must be greater than or equal to 0",
                "sync.verify.kept-rows=0        | must be greater than or equal to 1",
                "sync.code-column=              | must not be blank",
                "sync.batch-rows=0              | must be greater than or equal to 1",
                "sync.max-row-size=1023B | must be within 1KB..64MB",
                "sync.max-row-size=65MB  | must be within 1KB..64MB",
                "sync.autocreate-it=true        | sync.autocreate-it"
            })
    void aWrongValueIsNamed(String wrong, String message) {
        runner.withPropertyValues(wrong)
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
    }
}
