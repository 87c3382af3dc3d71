package io.stationsync.center;

import io.stationsync.boot.EngineLifecycle;
import io.stationsync.boot.StartupGate;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.receive.StationReceiver;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Verifier;
import io.stationsync.engine.Engine;
import io.stationsync.engine.EngineStatus;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.transport.BinlogSender;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CenterProperties.class)
class CenterConfiguration {

    @Bean
    StartupGate startupGate(JdbcConnectionDetails database, CenterProperties properties) {
        return new StartupGate(database, properties.needs(database.getJdbcUrl()));
    }

    @Bean
    TablePolicies tablePolicies(CenterProperties properties) {
        return new TablePolicies(properties.tables());
    }

    @Bean
    Fleet fleet() {
        return new Fleet();
    }

    @Bean
    EngineLifecycle engines(
            StationReceiver receiver,
            BinlogSender sender,
            Verifier verifier,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus apply,
            @Qualifier("verifyStatus") EngineStatus verify) {
        return new EngineLifecycle(List.of(
                new Engine(apply, receiver::run), new Engine(capture, sender::run), new Engine(verify, verifier::run)));
    }

    @Bean
    ApplyHealth applyHealthIndicator(
            @Qualifier("applyStatus") EngineStatus status,
            StationReceiver receiver,
            OpenConflicts openConflicts,
            QuarantineCount quarantined) {
        return new ApplyHealth(status, receiver, openConflicts, quarantined);
    }
}
