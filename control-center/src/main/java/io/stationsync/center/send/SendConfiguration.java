package io.stationsync.center.send;

import io.stationsync.boot.BinlogAccess;
import io.stationsync.boot.ServiceVersion;
import io.stationsync.capture.BinlogCapture;
import io.stationsync.capture.CaptureSettings;
import io.stationsync.center.CenterProperties;
import io.stationsync.center.command.CommandTable;
import io.stationsync.center.command.SentCommands;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.database.SchemaReader;
import io.stationsync.database.Watermark;
import io.stationsync.engine.EngineStatus;
import io.stationsync.model.TableId;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.SizeJudge;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.BinlogSender;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.MaxRowSize;
import java.time.Clock;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SendConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SendConfiguration.class);

    /** Of the heap, for what all stations have yet to acknowledge: an eighth. */
    private static final int UNACKNOWLEDGED_SHARE = 8;

    @Bean
    Inquiries inquiries() {
        return new Inquiries();
    }

    @Bean
    MaxRowSize maxRowSize(CenterProperties properties) {
        return properties.rowSize();
    }

    @Bean
    SizeJudge sizeJudge(MaxRowSize maxRowSize) {
        return new SizeJudge(maxRowSize);
    }

    @Bean
    UnsentChanges unsentChanges(DataSource dataSource, SizeJudge judge) {
        return new UnsentChanges(dataSource, judge);
    }

    @Bean
    CenterTranslation centerTranslation(
            CenterProperties properties,
            ServiceVersion version,
            SenderInstance instance,
            DataSource dataSource,
            KafkaClients clients,
            Fleet fleet,
            TablePolicies policies,
            MasterTables masterTables,
            ConflictReport conflictReport,
            Inquiries inquiries,
            @Qualifier("captureStatus") EngineStatus status,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            SyncMeters meters,
            Clock clock) {
        Unacknowledged unacknowledged = new Unacknowledged(
                properties.unacknowledgedLimit(),
                Runtime.getRuntime().maxMemory() / UNACKNOWLEDGED_SHARE,
                station -> log.info(
                        "station {} has not acknowledged more messages than are remembered ({} of one station, see sync.unacknowledged-limit, and an eighth of the heap of all): until it has, each of its changes of a row edited here is answered with the row as it is here",
                        station,
                        properties.unacknowledgedLimit()));
        ReturnTopics returnTopics = new ReturnTopics(
                clients,
                properties.topics().names(),
                properties.topics().creation(properties.rowSize()),
                unacknowledged,
                new SentCommands(dataSource),
                clock);
        return new CenterTranslation(
                instance,
                version.version(),
                dataSource,
                fleet,
                policies,
                masterTables,
                properties.codeColumn(),
                properties.topics().names(),
                properties.topics().creation(properties.rowSize()),
                unacknowledged,
                returnTopics,
                new UndoneDeletes(dataSource, conflictReport),
                inquiries,
                status,
                unsent,
                quarantined,
                meters,
                clock);
    }

    @Bean
    BinlogSender binlogSender(
            CenterProperties properties,
            SenderInstance instance,
            KafkaClients clients,
            JdbcConnectionDetails database,
            DatabaseAddress address,
            DataSource dataSource,
            CenterTranslation translation,
            @Qualifier("linkStatus") EngineStatus link,
            @Qualifier("captureStatus") EngineStatus capture,
            SyncMeters meters,
            Clock clock) {
        Set<TableId> own = Set.of(CommandTable.ID, ResendTable.ID, Watermark.ID);
        Predicate<TableId> wanted = table -> table.schema().equals(address.schema()) || own.contains(table);
        CaptureSettings access = BinlogAccess.of(database, CenterProperties.IDENTITY, wanted)
                .withDeclared(table -> SchemaReader.read(dataSource, table));
        BinlogSender.Settings settings = new BinlogSender.Settings(
                "down",
                CenterProperties.IDENTITY,
                properties.topics().names().centerStatus(),
                properties.heartbeatInterval(),
                properties.batchRows());
        BinlogSender sender = new BinlogSender(
                settings,
                instance,
                clients,
                () -> new BinlogCapture(access, clock),
                translation,
                link,
                capture,
                meters,
                clock);
        meters.gauge(
                "sync.lag.seconds",
                "Age of the oldest unsent edit",
                "seconds",
                () -> sender.lag().toMillis() / 1000.0,
                "direction",
                "down",
                "station",
                "-",
                "table",
                "-");
        meters.gauge(
                "sync.lag.rows",
                "Edits read and not yet sent; more may wait in the binlog",
                "rows",
                sender::unsentRows,
                "direction",
                "down",
                "station",
                "-",
                "table",
                "-");
        return sender;
    }
}
