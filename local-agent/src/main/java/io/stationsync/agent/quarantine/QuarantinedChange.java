package io.stationsync.agent.quarantine;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code stationsync.sync_quarantine}. */
@Table(schema = "stationsync", name = "sync_quarantine")
record QuarantinedChange(@Id long id, String station, String tableName, String rowKey, String op, String reason) {}
