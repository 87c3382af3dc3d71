package io.stationsync.quarantine;

import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class QuarantineConfiguration {

    @Bean
    QuarantineRepository quarantineRepository(DataSource dataSource) {
        return new QuarantineRepository(dataSource);
    }

    @Bean
    QuarantineCount quarantineCount(DataSource dataSource, SyncMeters meters, Clock clock) {
        return new QuarantineCount(dataSource, meters, clock, Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "quarantine-count");
            thread.setDaemon(true);
            return thread;
        }));
    }
}
