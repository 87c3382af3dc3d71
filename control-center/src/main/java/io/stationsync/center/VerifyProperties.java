package io.stationsync.center;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code sync.verify.*}.
 *
 * @param cron when every table of every station is compared, as {@code 0 0 3 * * SUN} for second, minute, hour, day, month and
 *     weekday, in the time zone of the machine; empty for never
 * @param tables the same for tables that have a schedule of their own, by table; empty for never
 * @param keptRows how many differing rows of a verification to keep with their values; more are only counted
 */
public record VerifyProperties(
        @NotNull @DefaultValue("") String cron,
        @NotNull @DefaultValue Map<String, String> tables,
        @Min(1) @Max(100_000) @DefaultValue("1000") int keptRows) {}
