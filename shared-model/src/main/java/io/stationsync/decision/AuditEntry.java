package io.stationsync.decision;

import java.time.Instant;

/** What an operator did, and when. */
public record AuditEntry(long id, Instant at, AuditedAction action) {}
