package io.stationsync.center.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.api.ApiConfiguration;
import io.stationsync.boot.SessionSettings;
import io.stationsync.center.CenterProperties;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.receive.RetryOnDatabase;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The API on a database that is there already, without Kafka; not found by a scan. */
@EnableAutoConfiguration
@EnableConfigurationProperties(CenterProperties.class)
@Import({SecurityConfiguration.class, ConflictsController.class, ApiConfiguration.class, RetryOnDatabase.class})
@ComponentScan("io.stationsync.center.conflict")
class ApiOnDatabaseConfiguration {

    @Bean
    static SessionSettings sessionSettings() {
        return new SessionSettings();
    }

    @Bean
    Fleet fleet() {
        return ConflictDatabase.open().fleet();
    }

    @Bean
    TablePolicies tablePolicies() {
        return new TablePolicies(Map.of());
    }

    @Bean
    DatabaseAddress databaseAddress() {
        return DatabaseAddress.parse(ConflictDatabase.open().jdbcUrl());
    }

    @Bean
    SyncMeters syncMeters() {
        return new SyncMeters(new SimpleMeterRegistry());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
