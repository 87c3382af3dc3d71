package io.stationsync.center.receive;

import io.stationsync.center.CenterProperties;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

    @Bean
    StationReceiver stationReceiver(
            CenterProperties properties,
            DatabaseAddress address,
            KafkaClients clients,
            DataSource dataSource,
            Fleet fleet,
            TablePolicies policies,
            ConflictReport conflictReport,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus status,
            SyncMeters meters,
            OpenConflicts openConflicts,
            Clock clock) {
        MasterTables masterTables =
                new MasterTables(address.schema(), properties.autoCreate(), properties.codeColumn());
        return new StationReceiver(
                clients,
                dataSource,
                properties.topics().names(),
                fleet,
                new StationApplier(dataSource, fleet, masterTables, policies, conflictReport, meters),
                properties.discoveryInterval(),
                () -> capture.state() == State.FENCED,
                status,
                meters,
                openConflicts,
                clock);
    }
}
