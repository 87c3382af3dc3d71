package io.stationsync.center.verify;

import io.stationsync.boot.StatusHealth;
import io.stationsync.center.CenterProperties;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerifyConfiguration {

    @Bean
    Looks looks(DataSource dataSource) {
        return new Looks(dataSource);
    }

    @Bean
    EngineStatus verifyStatus(Clock clock, SyncMeters meters) {
        EngineStatus status = new EngineStatus("verify", clock);
        meters.state(status);
        return status;
    }

    @Bean
    StatusHealth verifyHealthIndicator(@Qualifier("verifyStatus") EngineStatus status) {
        return new StatusHealth(status);
    }

    @Bean
    Verifier verifier(
            CenterProperties properties,
            DataSource dataSource,
            Fleet fleet,
            Looks looks,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("verifyStatus") EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        // As cron itself has it.
        ZoneId zone = ZoneId.systemDefault();
        Map<String, UnaryOperator<Instant>> byTable = new HashMap<>();
        properties
                .verify()
                .tables()
                .forEach((table, cron) ->
                        byTable.put(table, CronSchedule.of("sync.verify.tables." + table, cron, zone)));
        Schedules schedules = new Schedules(
                fleet, CronSchedule.of("sync.verify.cron", properties.verify().cron(), zone), byTable, clock);
        return new Verifier(
                dataSource,
                fleet,
                looks,
                new VerificationResults(meters, status),
                schedules,
                properties.verify().keptRows(),
                () -> capture.state() == State.FENCED,
                status,
                clock);
    }

    @Bean
    Verifications verifications(DataSource dataSource, Verifier verifier) {
        return new Verifications(dataSource, verifier);
    }
}
