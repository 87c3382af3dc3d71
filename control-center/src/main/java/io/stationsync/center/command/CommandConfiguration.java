package io.stationsync.center.command;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class CommandConfiguration {

    @Bean
    Commands commands(DataSource dataSource) {
        return new Commands(dataSource);
    }

    @Bean
    Pauses pauses(DataSource dataSource) {
        return new Pauses(dataSource);
    }

    @Bean
    UpPauses upPauses(Pauses pauses) {
        return new UpPauses(pauses);
    }

    @Bean
    CommandAnswers commandAnswers(DataSource dataSource) {
        return new CommandAnswers(dataSource);
    }

    @Bean
    CommandRepository commandRepository(JdbcClient jdbc) {
        return new CommandRepository(jdbc);
    }
}
