package io.stationsync.center;

import io.stationsync.boot.TopicsProperties;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.setup.DatabaseChecks.Needs;
import io.stationsync.setup.DatabaseConnector;
import io.stationsync.setup.Role;
import io.stationsync.wire.MaxRowSize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code sync.*} of the center.
 *
 * @param tables the policy of each table that has one of its own; what a station announces is accepted without
 * @param autoCreate whether a missing master table is made after the station's
 * @param codeColumn the column that says which station a row belongs to
 * @param discoveryInterval how often to look for new stations
 * @param heartbeatInterval how often to save a position when nothing is sent
 * @param batchRows the most rows in one Kafka transaction
 * @param maxRowSize how large a row may be to travel, as JSON; the same at the center and every station
 * @param verify when tables are compared with the stations', and how much is kept of it
 * @param unacknowledgedLimit how many messages of one station to remember that it may not have applied yet
 */
@Validated
@ConfigurationProperties(prefix = "sync", ignoreUnknownFields = false)
public record CenterProperties(
        @NotNull @DefaultValue Map<String, @Valid TablePolicy> tables,
        @DefaultValue("true") boolean autoCreate,
        @NotBlank @DefaultValue("code") String codeColumn,
        @NotNull @DefaultValue("5s") Duration discoveryInterval,
        @Valid @NestedConfigurationProperty @DefaultValue TopicsProperties topics,
        @Valid @NestedConfigurationProperty @DefaultValue VerifyProperties verify,
        @NotNull @DefaultValue("10s") Duration heartbeatInterval,
        @Min(1) @Max(1_000_000) @DefaultValue("5000") int batchRows,
        @NotNull @DefaultValue("16MB") DataSize maxRowSize,
        @Min(0) @Max(10_000_000) @DefaultValue("20000") int unacknowledgedLimit) {
    @AssertTrue(message = "sync.max-row-size must be within 1KB..64MB")
    public boolean isMaxRowSizeInRange() {
        return MaxRowSize.isValid(maxRowSize.toBytes());
    }

    public MaxRowSize rowSize() {
        return new MaxRowSize(maxRowSize.toBytes());
    }

    /** The name under which the center writes to Kafka and reads its binlog; one process at a time has it. */
    public static final String IDENTITY = "center";

    /** What the center's database must have. */
    Needs needs(String url) {
        return new Needs(DatabaseConnector.schema(url), List.copyOf(tables.keySet()), codeColumn, Role.CENTER);
    }
}
