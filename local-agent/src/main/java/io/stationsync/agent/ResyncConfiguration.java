package io.stationsync.agent;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Configuration;

/** The settings that the command {@code resync} needs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AgentProperties.class, DataSourceProperties.class})
class ResyncConfiguration {}
