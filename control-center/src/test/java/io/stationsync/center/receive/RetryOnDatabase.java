package io.stationsync.center.receive;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.send.MessageEdits;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Looks;
import io.stationsync.quarantine.QuarantineBulk;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.QuarantineDecisions;
import io.stationsync.quarantine.QuarantineRepository;
import io.stationsync.quarantine.SizeJudge;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.quarantine.UnsentRetry;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.MaxRowSize;
import org.springframework.context.annotation.Bean;

/** What decides about the quarantine of the {@link ConflictDatabase}, without the receiver; not found by a scan. */
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
                new Looks(DATABASE.dataSource()),
                meters);
        QuarantineRetry retry = new QuarantineRetry(DATABASE.dataSource(), applier, policies, report);
        SizeJudge judge = new SizeJudge(MaxRowSize.DEFAULT);
        UnsentRetry unsent = new UnsentRetry(
                DATABASE.dataSource(), new UnsentChanges(DATABASE.dataSource(), judge), judge, new MessageEdits());
        return new QuarantineDecisions(DATABASE.dataSource(), repository, retry, unsent, quarantined);
    }

    @Bean
    QuarantineBulk quarantineBulk(QuarantineRepository repository, QuarantineDecisions decisions) {
        return new QuarantineBulk(repository, decisions);
    }
}
