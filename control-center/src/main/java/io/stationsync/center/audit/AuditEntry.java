package io.stationsync.center.audit;

import java.time.Instant;

/** What an operator did, and when. */
public record AuditEntry(long id, Instant at, AuditedAction action) {}
