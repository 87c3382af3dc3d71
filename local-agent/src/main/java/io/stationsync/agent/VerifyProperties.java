package io.stationsync.agent;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code sync.verify.*}.
 *
 * @param rowsPerSecond the most rows to read in a second from a table that is compared with the center's, a fifth of them while others write; 0 for as many as possible
 */
public record VerifyProperties(
        @Min(0) @Max(10_000_000) @DefaultValue("50000") int rowsPerSecond) {}
