package io.stationsync.agent;

import io.stationsync.boot.DoctorCommand;
import io.stationsync.model.StationCode;
import io.stationsync.setup.DatabaseChecks;
import io.stationsync.setup.Doctor.Section;
import io.stationsync.setup.KafkaChecks;
import io.stationsync.setup.Role;
import io.stationsync.setup.TopicNeed;
import io.stationsync.wire.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** What the doctor looks at beside a station. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AgentProperties.class, DataSourceProperties.class})
@ImportAutoConfiguration({KafkaAutoConfiguration.class, SslAutoConfiguration.class})
class AgentDoctor {

    @Bean
    DoctorCommand.Sections sections(AgentProperties properties, DataSourceProperties database, KafkaAdmin kafka) {
        String url = Objects.requireNonNullElse(database.getUrl(), "");
        return () -> List.of(
                new Section(
                        "database",
                        () -> DatabaseChecks.all(
                                url, database.getUsername(), database.getPassword(), properties.needs(url))),
                new Section(
                        "kafka",
                        () -> KafkaChecks.check(
                                kafka.getConfigurationProperties(),
                                topics(properties),
                                properties.identity(),
                                properties.rowSize())));
    }

    private static List<TopicNeed> topics(AgentProperties properties) {
        TopicNames names = properties.topics().names();
        StationCode station = properties.stationCode();
        List<TopicNeed> topics = new ArrayList<>();
        topics.add(TopicNeed.ownStatus(names.status(station)));
        topics.add(TopicNeed.down(names.down(station), Role.STATION));
        properties.tables().forEach(table -> topics.add(TopicNeed.up(names.up(station, table), Role.STATION)));
        return topics;
    }
}
