package io.stationsync.boot;

import io.stationsync.api.ApiConfiguration;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.autoconfigure.metrics.DataRepositoryMetricsAutoConfiguration;
import org.springframework.boot.data.autoconfigure.web.DataWebAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * A Spring Boot application with what both services are built from, and without what neither uses: repositories, proxies around beans
 * and transactions that they begin would take a twentieth of an agent's memory. Properties are validated without.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootApplication(
        exclude = {
            AopAutoConfiguration.class,
            DataJdbcRepositoriesAutoConfiguration.class,
            DataRepositoryMetricsAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            DataWebAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            ValidationAutoConfiguration.class,
        })
@Import({CommonConfiguration.class, StatusConfiguration.class, ApiConfiguration.class})
public @interface StationSyncService {}
