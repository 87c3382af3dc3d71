package io.stationsync.agent;

import io.stationsync.agent.apply.DownApplier;
import io.stationsync.agent.apply.MessageReader;
import io.stationsync.agent.command.CommandReport;
import io.stationsync.agent.command.Obedience;
import io.stationsync.agent.load.Loader;
import io.stationsync.agent.load.Loads;
import io.stationsync.agent.load.ResyncTable;
import io.stationsync.agent.load.RowRates;
import io.stationsync.agent.pause.HeldBack;
import io.stationsync.agent.pause.PauseTable;
import io.stationsync.agent.publish.ResyncNeeds;
import io.stationsync.agent.publish.StationIdentity;
import io.stationsync.agent.publish.StationTranslation;
import io.stationsync.agent.publish.StreamTables;
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
import io.stationsync.database.Watermark;
import io.stationsync.engine.Engine;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.model.TableId;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.BinlogSender;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
        return new StationTables(
                dataSource, address.schema(), properties.tables(), properties.codeColumn(), properties.selections());
    }

    @Bean
    ResyncNeeds resyncNeeds(StationTables tables, SyncMeters meters) {
        ResyncNeeds needs = new ResyncNeeds();
        for (String table : tables.names()) {
            meters.gauge(
                    "sync.table.running",
                    "1 while the table's changes are sent, 0 while it waits for a resync",
                    "",
                    () -> needs.of(table).isPresent() ? 0 : 1,
                    "table",
                    table);
        }
        return needs;
    }

    @Bean
    StreamTables streamTables(StationTables tables, ResyncNeeds resyncNeeds) {
        return new StreamTables(tables, resyncNeeds);
    }

    @Bean
    StationTranslation stationTranslation(
            AgentProperties properties,
            ServiceVersion version,
            DatabaseAddress address,
            SenderInstance instance,
            KafkaClients clients,
            DataSource dataSource,
            StationTables tables,
            Loads loads,
            StreamTables streamTables,
            ResyncNeeds resyncNeeds,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            CommandReport commands,
            @Qualifier("captureStatus") EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        StationIdentity identity = new StationIdentity(
                properties.stationCode(),
                Set.copyOf(properties.allowedCodes()),
                properties.codeColumn(),
                address.schema(),
                version.version());
        return new StationTranslation(
                identity,
                instance,
                clients,
                dataSource,
                tables,
                streamTables,
                resyncNeeds,
                loads,
                properties.topics().names(),
                properties.topics().creation(properties.rowSize()),
                unsent,
                quarantined,
                commands,
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
            StreamTables streamTables,
            StationTranslation translation,
            @Qualifier("linkStatus") EngineStatus link,
            @Qualifier("captureStatus") EngineStatus capture,
            SyncMeters meters,
            Clock clock) {
        String identity = properties.identity();
        Set<TableId> own = Set.of(PauseTable.ID, ResyncTable.ID, Watermark.ID);
        Predicate<TableId> wanted = table -> tables.isSynced(table) || own.contains(table);
        CaptureSettings access = BinlogAccess.of(database, identity, wanted)
                .withDeclared(table -> SchemaReader.read(dataSource, table))
                .withRemembered(
                        table -> tables.isSynced(table) ? streamTables.remembered(table.table()) : Optional.empty());
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
    CommandReport commandReport(DataSource dataSource, Clock clock) {
        return new CommandReport(dataSource, clock);
    }

    @Bean
    DownApplier downApplier(
            AgentProperties properties,
            KafkaClients clients,
            DataSource dataSource,
            MessageReader reader,
            Loads loads,
            QuarantineCount quarantined,
            CommandReport commands,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        DownApplier applier = new DownApplier(
                clients,
                dataSource,
                properties.stationCode(),
                reader,
                new Obedience(properties.tables()),
                commands,
                quarantined,
                properties.topics().names().down(properties.stationCode()),
                () -> capture.state() == State.FENCED,
                loads::sessions,
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
        meters.gauge(
                "sync.paused",
                "Tables of which nothing is applied because the center wants it; all count as one",
                "",
                () -> applier.pauses().heldBack().stream()
                        .filter(HeldBack::paused)
                        .count(),
                "direction",
                "down");
        return applier;
    }

    @Bean
    Loader loader(
            AgentProperties properties,
            DataSource dataSource,
            StationTables tables,
            Loads loads,
            @Qualifier("loadStatus") EngineStatus status) {
        RowRates rates = new RowRates(
                properties.load().rowsPerSecond(), properties.verify().rowsPerSecond());
        return new Loader(dataSource, tables, loads, properties.station(), rates, status);
    }

    @Bean
    EngineLifecycle engines(
            BinlogSender sender,
            DownApplier applier,
            Loader loader,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus apply,
            @Qualifier("loadStatus") EngineStatus load) {
        return new EngineLifecycle(List.of(
                new Engine(capture, sender::run), new Engine(apply, applier::run), new Engine(load, loader::run)));
    }

    @Bean
    StatusHealth applyHealthIndicator(@Qualifier("applyStatus") EngineStatus status) {
        return new StatusHealth(status);
    }
}
