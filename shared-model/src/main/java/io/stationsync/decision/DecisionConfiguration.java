package io.stationsync.decision;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class DecisionConfiguration {

    @Bean
    AuditRepository auditRepository(DataSource dataSource) {
        return new AuditRepository(JdbcClient.create(dataSource));
    }
}
