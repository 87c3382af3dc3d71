package io.stationsync.agent.quarantine;

import io.stationsync.engine.EngineStatus;
import io.stationsync.transport.SyncMeters;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;

@Configuration(proxyBeanMethods = false)
@EnableJdbcRepositories
class QuarantineConfiguration {

    @Bean
    Quarantine quarantine(
            QuarantineRepository repository, @Qualifier("captureStatus") EngineStatus status, SyncMeters meters) {
        return new Quarantine(repository, status, meters);
    }
}
