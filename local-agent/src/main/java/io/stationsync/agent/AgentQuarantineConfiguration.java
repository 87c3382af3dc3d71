package io.stationsync.agent;

import io.stationsync.agent.apply.MessageReader;
import io.stationsync.agent.apply.MessageRetry;
import io.stationsync.agent.publish.StationEdits;
import io.stationsync.agent.publish.StationJudge;
import io.stationsync.agent.table.StationTables;
import io.stationsync.engine.EngineStatus;
import io.stationsync.quarantine.QuarantineBulk;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.QuarantineDecisions;
import io.stationsync.quarantine.QuarantineRepository;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.quarantine.UnsentRetry;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.MaxRowSize;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is set aside at a station: its own changes that may not be sent, and messages of the center that can't be applied. */
@Configuration(proxyBeanMethods = false)
class AgentQuarantineConfiguration {

    @Bean
    MaxRowSize maxRowSize(AgentProperties properties) {
        return properties.rowSize();
    }

    @Bean
    StationJudge stationJudge(AgentProperties properties, StationTables tables, MaxRowSize maxRowSize) {
        return new StationJudge(tables, Set.copyOf(properties.allowedCodes()), properties.codeColumn(), maxRowSize);
    }

    @Bean
    UnsentChanges unsentChanges(DataSource dataSource, StationJudge judge) {
        return new UnsentChanges(dataSource, judge);
    }

    @Bean
    MessageReader messageReader(AgentProperties properties, StationTables tables, SyncMeters meters) {
        return new MessageReader(tables, Set.copyOf(properties.allowedCodes()), properties.codeColumn(), meters);
    }

    @Bean
    QuarantineDecisions quarantineDecisions(
            AgentProperties properties,
            DataSource dataSource,
            QuarantineRepository repository,
            StationTables tables,
            MessageReader reader,
            UnsentChanges unsent,
            StationJudge judge,
            QuarantineCount quarantined,
            @Qualifier("captureStatus") EngineStatus capture,
            @Qualifier("applyStatus") EngineStatus apply) {
        properties.tables().forEach(table -> quarantined.watch(properties.stationCode(), table));
        capture.liveDetail("quarantined", quarantined::total);
        apply.liveDetail("quarantined", quarantined::total);
        return new QuarantineDecisions(
                dataSource,
                repository,
                new MessageRetry(dataSource, tables, reader),
                new UnsentRetry(dataSource, unsent, judge, new StationEdits(tables)),
                quarantined);
    }

    @Bean
    QuarantineBulk quarantineBulk(QuarantineRepository repository, QuarantineDecisions decisions) {
        return new QuarantineBulk(repository, decisions);
    }
}
