package io.stationsync.agent;

import io.stationsync.agent.apply.DownApplier;
import io.stationsync.agent.apply.MessageReader;
import io.stationsync.agent.publish.StationTranslation;
import io.stationsync.agent.publish.StationTranslation.Identity;
import io.stationsync.agent.table.StationTables;
import io.stationsync.boot.BinlogAccess;
import io.stationsync.boot.EngineLifecycle;
import io.stationsync.boot.ServiceVersion;
import io.stationsync.boot.StartupGate;
import io.stationsync.boot.StatusHealth;
import io.stationsync.capture.BinlogCapture;
import io.stationsync.capture.CaptureSettings;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.database.SchemaReader;
import io.stationsync.engine.Engine;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.BinlogSender;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AgentProperties.class)
class AgentConfiguration {

    @Bean
    StartupGate startupGate(JdbcConnectionDetails database, AgentProperties properties) {
        return new StartupGate(database, properties.needs(database.getJdbcUrl()));
    }

    @Bean
    StationTables stationTables(DataSource dataSource, DatabaseAddress address, AgentProperties properties) {
        return new StationTables(dataSource, address.schema(), properties.tables(), properties.codeColumn());
    }

    @Bean
    StationTranslation stationTranslation(
            AgentProperties properties,
            ServiceVersion version,
            DatabaseAddress address,
            SenderInstance instance,
            DataSource dataSource,
            StationTables tables,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            @Qualifier("captureStatus") EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        Identity identity = new Identity(
                properties.stationCode(),
                Set.copyOf(properties.allowedCodes()),
                properties.codeColumn(),
                address.schema(),
                version.version());
        return new StationTranslation(
                identity,
                instance,
                dataSource,
                tables,
                properties.topics().names(),
                properties.topics().creation(properties.rowSize()),
                unsent,
                quarantined,
                status,
                meters,
                clock);
    }

    @Bean
    BinlogSender binlogSender(
            AgentProperties properties,
            SenderInstance instance,
            KafkaClients clients,
            JdbcConnectionDetails database,
            DataSource dataSource,
            StationTables tables,
            StationTranslation translation,
            @Qualifier("linkStatus") EngineStatus link,
            @Qualifier("captureStatus") EngineStatus capture,
            SyncMeters meters,
            Clock clock) {
        String identity = properties.identity();
        CaptureSettings access = BinlogAccess.of(database, identity, tables::isSynced)
                .withDeclared(table -> SchemaReader.read(dataSource, table));
        BinlogSender.Settings settings = new BinlogSender.Settings(
                "up",
                identity,
                properties.topics().names().status(properties.stationCode()),
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
                "Age of the oldest unsent change",
                "seconds",
                () -> sender.lag().toMillis() / 1000.0,
                "direction",
                "up");
        meters.gauge(
                "sync.lag.rows",
                "Changes read and not yet sent; more may wait in the binlog",
                "rows",
                sender::unsentRows,
                "direction",
                "up");
        return sender;
    }

    @Bean
    DownApplier downApplier(
            AgentProperties properties,
            KafkaClients clients,
            DataSource dataSource,
            MessageReader reader,
            QuarantineCount quarantined,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        DownApplier applier = new DownApplier(
                clients,
                dataSource,
                properties.stationCode(),
                reader,
                quarantined,
                properties.topics().names().down(properties.stationCode()),
                () -> capture.state() == State.FENCED,
                status,
                meters,
                clock);
        meters.gauge(
                "sync.lag.rows",
                "Messages that wait on the return topic",
                "rows",
                applier::lagRows,
                "direction",
                "down");
        meters.gauge(
                "sync.lag.seconds",
                "Age of the oldest message that waits on the return topic",
                "seconds",
                () -> applier.lag().toMillis() / 1000.0,
                "direction",
                "down");
        return applier;
    }

    @Bean
    EngineLifecycle engines(
            BinlogSender sender,
            DownApplier applier,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus apply) {
        return new EngineLifecycle(List.of(new Engine(capture, sender::run), new Engine(apply, applier::run)));
    }

    @Bean
    StatusHealth applyHealthIndicator(@Qualifier("applyStatus") EngineStatus status) {
        return new StatusHealth(status);
    }
}
