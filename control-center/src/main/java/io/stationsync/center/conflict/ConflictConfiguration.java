package io.stationsync.center.conflict;

import io.stationsync.center.CenterProperties;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ConflictConfiguration {

    @Bean
    ConflictReport conflictReport(SyncMeters meters) {
        return new ConflictReport(meters);
    }

    @Bean
    OpenConflicts openConflicts(DataSource dataSource, SyncMeters meters, Clock clock) {
        return new OpenConflicts(dataSource, meters, clock, Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "open-conflicts");
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Bean
    ConflictRepository conflictRepository(DataSource dataSource) {
        return new ConflictRepository(JdbcClient.create(dataSource));
    }

    @Bean
    ContestedRows contestedRows(
            DataSource dataSource, Fleet fleet, DatabaseAddress address, CenterProperties properties) {
        return new ContestedRows(dataSource, fleet, new MasterTables(address.schema(), false, properties.codeColumn()));
    }

    @Bean
    ConflictResolver conflictResolver(
            DataSource dataSource, ContestedRows rows, TablePolicies policies, OpenConflicts openConflicts) {
        return new ConflictResolver(dataSource, rows, policies, openConflicts);
    }
}
