package io.stationsync.boot;

import io.stationsync.engine.EngineStatus;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts that both services speak of in health and metrics; {@code apply}'s health is each service's own. */
@Configuration(proxyBeanMethods = false)
public class StatusConfiguration {

    @Bean
    EngineStatus linkStatus(Clock clock, SyncMeters meters) {
        return status("link", clock, meters);
    }

    @Bean
    EngineStatus captureStatus(Clock clock, SyncMeters meters) {
        return status("capture", clock, meters);
    }

    @Bean
    EngineStatus applyStatus(Clock clock, SyncMeters meters) {
        return status("apply", clock, meters);
    }

    @Bean
    DatabaseHealth databaseHealthIndicator(DataSource dataSource, Clock clock, SyncMeters meters) {
        return new DatabaseHealth(dataSource, status("database", clock, meters));
    }

    @Bean
    StatusHealth linkHealthIndicator(@Qualifier("linkStatus") EngineStatus status) {
        return new StatusHealth(status);
    }

    @Bean
    StatusHealth captureHealthIndicator(@Qualifier("captureStatus") EngineStatus status) {
        return new StatusHealth(status);
    }

    private static EngineStatus status(String name, Clock clock, SyncMeters meters) {
        EngineStatus status = new EngineStatus(name, clock);
        meters.state(status);
        return status;
    }
}
