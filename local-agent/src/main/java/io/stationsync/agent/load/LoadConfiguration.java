package io.stationsync.agent.load;

import io.stationsync.boot.StatusHealth;
import io.stationsync.engine.EngineStatus;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LoadConfiguration {

    @Bean
    Loads loads(Clock clock) {
        return new Loads(clock);
    }

    @Bean
    EngineStatus loadStatus(Loads loads, Clock clock, SyncMeters meters) {
        EngineStatus status = new EngineStatus("load", clock);
        meters.state(status);
        status.liveDetail("tables", () -> LoadProgress.all(loads.progress(), clock.millis()));
        meters.gauge(
                "sync.load.tables", "Tables that are being loaded", "tables", () -> loads.progress().values().stream()
                        .filter(load -> !load.done())
                        .count());
        meters.gauge(
                "sync.load.remaining.rows",
                "About how many rows are still to be loaded",
                "rows",
                () -> loads.progress().values().stream()
                        .mapToLong(LoadProgress::remaining)
                        .sum());
        return status;
    }

    @Bean
    StatusHealth loadHealthIndicator(@Qualifier("loadStatus") EngineStatus status) {
        return new StatusHealth(status);
    }
}
