package io.stationsync.model;

import org.jspecify.annotations.Nullable;

/**
 * A range of a station table's primary keys.
 *
 * @param after the key that it begins after; null: from the first one on
 * @param upTo the key that it ends with; null: to the last one
 */
public record KeyRange(@Nullable Row after, @Nullable Row upTo) {}
