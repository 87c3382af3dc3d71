package io.stationsync.api;

import io.stationsync.decision.DecisionConfiguration;
import io.stationsync.quarantine.QuarantineConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What both services answer under {@code /api}. */
@Configuration(proxyBeanMethods = false)
@Import({
    QuarantineConfiguration.class,
    DecisionConfiguration.class,
    QuarantineController.class,
    QuarantineDecisionsController.class,
    AuditController.class,
    ProblemController.class
})
public class ApiConfiguration {}
