package io.stationsync.center;

import io.stationsync.boot.DoctorCommand;
import io.stationsync.setup.DatabaseChecks;
import io.stationsync.setup.Doctor.Section;
import io.stationsync.setup.KafkaChecks;
import io.stationsync.setup.Role;
import io.stationsync.setup.TopicNeed;
import io.stationsync.transport.BrokerAnswer;
import io.stationsync.transport.KafkaClients;
import io.stationsync.wire.MaxRowSize;
import io.stationsync.wire.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** What the doctor looks at beside the center. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CenterProperties.class, DataSourceProperties.class})
@ImportAutoConfiguration({KafkaAutoConfiguration.class, SslAutoConfiguration.class})
class CenterDoctor {

    @Bean
    DoctorCommand.Sections sections(CenterProperties properties, DataSourceProperties database, KafkaAdmin kafka) {
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
                                topics(properties.topics().names(), kafka.getConfigurationProperties()),
                                CenterProperties.IDENTITY,
                                properties.rowSize())));
    }

    /** The center's own topic and those of every station that has any. */
    private static List<TopicNeed> topics(TopicNames names, Map<String, Object> admin) throws InterruptedException {
        List<TopicNeed> topics = new ArrayList<>();
        topics.add(TopicNeed.ownStatus(names.centerStatus()));
        for (String topic : existing(admin)) {
            names.parseUp(topic).ifPresent(up -> topics.add(TopicNeed.up(topic, Role.CENTER)));
            names.parseDown(topic).ifPresent(down -> topics.add(TopicNeed.down(topic, Role.CENTER)));
            names.parseStatus(topic).ifPresent(status -> topics.add(TopicNeed.othersStatus(topic)));
        }
        return topics;
    }

    private static Set<String> existing(Map<String, Object> properties) throws InterruptedException {
        try (Admin admin = new KafkaClients(Map.of(), Map.of(), properties, MaxRowSize.DEFAULT).newAdmin()) {
            return BrokerAnswer.of(admin.listTopics().names());
        } catch (KafkaException e) {
            // Kafka is away or refuses us: the checks that follow say which.
            return Set.of();
        }
    }
}
