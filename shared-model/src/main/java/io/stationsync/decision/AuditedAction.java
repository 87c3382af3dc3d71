package io.stationsync.decision;

import org.jspecify.annotations.Nullable;

/**
 * What an operator does.
 *
 * @param action such as {@code resolve-conflict}
 * @param subject such as {@code conflict 17}
 * @param station null if it is about none, as are table and key
 * @param detail a JSON object: what was asked for and what it replaced
 */
public record AuditedAction(
        String user,
        String action,
        String subject,
        @Nullable String station,
        @Nullable String table,
        @Nullable String key,
        String reason,
        String detail) {}
