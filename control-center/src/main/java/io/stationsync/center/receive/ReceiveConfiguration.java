package io.stationsync.center.receive;

import io.stationsync.center.CenterProperties;
import io.stationsync.center.command.CommandAnswers;
import io.stationsync.center.command.UpPauses;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.OpenConflicts;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.send.MessageEdits;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Looks;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.engine.EngineStatus;
import io.stationsync.quarantine.QuarantineBulk;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.QuarantineDecisions;
import io.stationsync.quarantine.QuarantineRepository;
import io.stationsync.quarantine.SizeJudge;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.quarantine.UnsentRetry;
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
    MasterTables masterTables(CenterProperties properties, DatabaseAddress address) {
        return new MasterTables(address.schema(), properties.autoCreate(), properties.codeColumn());
    }

    @Bean
    StationApplier stationApplier(
            DataSource dataSource,
            Fleet fleet,
            MasterTables masterTables,
            TablePolicies policies,
            ConflictReport conflictReport,
            Inquiries inquiries,
            Looks looks,
            SyncMeters meters) {
        return new StationApplier(dataSource, fleet, masterTables, policies, conflictReport, inquiries, looks, meters);
    }

    @Bean
    QuarantineRetry quarantineRetry(
            DataSource dataSource, StationApplier applier, TablePolicies policies, ConflictReport conflictReport) {
        return new QuarantineRetry(dataSource, applier, policies, conflictReport);
    }

    @Bean
    QuarantineDecisions quarantineDecisions(
            DataSource dataSource,
            QuarantineRepository repository,
            QuarantineRetry retry,
            UnsentChanges unsent,
            SizeJudge judge,
            QuarantineCount quarantined) {
        return new QuarantineDecisions(
                dataSource,
                repository,
                retry,
                new UnsentRetry(dataSource, unsent, judge, new MessageEdits()),
                quarantined);
    }

    @Bean
    QuarantineBulk quarantineBulk(QuarantineRepository repository, QuarantineDecisions decisions) {
        return new QuarantineBulk(repository, decisions);
    }

    @Bean
    StationReceiver stationReceiver(
            CenterProperties properties,
            KafkaClients clients,
            DataSource dataSource,
            Fleet fleet,
            StationApplier applier,
            UpPauses upPauses,
            CommandAnswers answers,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus status,
            SyncMeters meters,
            OpenConflicts openConflicts,
            QuarantineCount quarantined,
            Clock clock) {
        return new StationReceiver(
                clients,
                dataSource,
                properties.topics().names(),
                fleet,
                applier,
                upPauses,
                answers,
                properties.discoveryInterval(),
                capture,
                status,
                meters,
                openConflicts,
                quarantined,
                clock);
    }
}
