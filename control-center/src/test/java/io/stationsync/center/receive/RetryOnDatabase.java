package io.stationsync.center.receive;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.quarantine.QuarantineCount;
import io.stationsync.center.quarantine.QuarantineRepository;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.transport.SyncMeters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What decides about the quarantine of the {@link ConflictDatabase}, without the receiver. */
@Configuration(proxyBeanMethods = false)
public class RetryOnDatabase {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();

    @Bean
    QuarantineDecisions quarantineDecisions(
            QuarantineRepository repository,
            TablePolicies policies,
            ConflictReport report,
            SyncMeters meters,
            QuarantineCount quarantined) {
        StationApplier applier = new StationApplier(
                DATABASE.dataSource(),
                DATABASE.fleet(),
                new MasterTables("test", false, "code"),
                policies,
                report,
                new Inquiries(),
                meters);
        QuarantineRetry retry = new QuarantineRetry(DATABASE.dataSource(), applier, policies, report);
        return new QuarantineDecisions(DATABASE.dataSource(), repository, retry, quarantined);
    }

    @Bean
    QuarantineBulk quarantineBulk(QuarantineRepository repository, QuarantineDecisions decisions) {
        return new QuarantineBulk(repository, decisions);
    }
}
