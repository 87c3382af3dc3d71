package io.stationsync.center.command;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CommandConfiguration {

    @Bean
    Commands commands(DataSource dataSource) {
        return new Commands(dataSource);
    }
}
