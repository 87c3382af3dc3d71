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
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.support.CronExpression;

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
                .forEach((table, cron) -> byTable.put(table, schedule("sync.verify.tables." + table, cron, zone)));
        Schedules schedules = new Schedules(
                fleet, schedule("sync.verify.cron", properties.verify().cron(), zone), byTable, clock);
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

    /**
     * When something is due, as a setting says.
     *
     * @param setting for the message
     * @param cron as {@code 0 0 3 * * SUN}, or empty for never
     * @param zone whose clocks it means
     * @throws IllegalArgumentException if it is neither
     */
    static UnaryOperator<Instant> schedule(String setting, String cron, ZoneId zone) {
        if (cron.isBlank()) {
            return Schedules.NEVER;
        }
        CronExpression expression;
        try {
            expression = CronExpression.parse(cron);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s: '%s' (expected: six fields, second minute hour day month weekday, as in 0 0 3 * * SUN; or empty for never)"
                            .formatted(setting, cron),
                    e);
        }
        return moment -> {
            ZonedDateTime next = expression.next(moment.atZone(zone));
            return next == null ? Instant.MAX : next.toInstant();
        };
    }
}
