package io.stationsync.agent;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code sync.load.*}.
 *
 * @param rowsPerSecond the most rows to read from a table that is loaded; 0 for as many as possible. Should stay below what
 *     the center applies, because live changes of the table queue behind the rows loaded
 */
public record LoadProperties(
        @Min(0) @Max(10_000_000) @DefaultValue("10000") int rowsPerSecond) {}
