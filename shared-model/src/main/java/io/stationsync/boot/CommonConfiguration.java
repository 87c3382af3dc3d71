package io.stationsync.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.MaxRowSize;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** What both services are built from. */
@Configuration(proxyBeanMethods = false)
public class CommonConfiguration {

    @Bean
    static SessionSettings sessionSettings() {
        return new SessionSettings();
    }

    @Bean
    DatabaseAddress databaseAddress(JdbcConnectionDetails database) {
        return DatabaseAddress.parse(database.getJdbcUrl());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ServiceVersion serviceVersion(ObjectProvider<BuildProperties> build) {
        BuildProperties known = build.getIfAvailable();
        String version = known == null ? null : known.getVersion();
        return new ServiceVersion(version == null ? "unknown" : version);
    }

    @Bean
    SenderInstance senderInstance() {
        return SenderInstance.ofThisProcess();
    }

    @Bean
    SyncMeters syncMeters(MeterRegistry registry) {
        return new SyncMeters(registry);
    }

    @Bean
    KafkaClients kafkaClients(
            ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers, KafkaAdmin admin, MaxRowSize maxRowSize) {
        return new KafkaClients(
                producers.getConfigurationProperties(),
                consumers.getConfigurationProperties(),
                admin.getConfigurationProperties(),
                maxRowSize);
    }
}
