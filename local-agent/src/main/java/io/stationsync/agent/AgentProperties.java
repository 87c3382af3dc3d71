package io.stationsync.agent;

import io.stationsync.agent.table.Selection;
import io.stationsync.agent.table.SelectionChecks;
import io.stationsync.boot.TopicsProperties;
import io.stationsync.model.StationCode;
import io.stationsync.setup.DatabaseChecks.Needs;
import io.stationsync.setup.DatabaseConnector;
import io.stationsync.setup.Role;
import io.stationsync.wire.MaxRowSize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertFalse;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code sync.*} of a station.
 *
 * @param station the station's code, a part of its topics' names
 * @param codes the values that the code column of the station's rows may have; the station's own code if empty
 * @param tables the tables to synchronise, in the data source's schema
 * @param selection what travels of those tables of which not everything does
 * @param codeColumn the column that says which station a row belongs to; a table may lack it
 * @param heartbeatInterval how often the center hears that the station lives
 * @param batchRows the most rows in one Kafka transaction
 * @param load how tables are loaded
 * @param verify how tables are compared with the center's
 * @param maxRowSize how large a row may be to travel, as JSON; the same at the center and every station
 */
@Validated
@ConfigurationProperties(prefix = "sync", ignoreUnknownFields = false)
public record AgentProperties(
        @NotBlank
        @Pattern(
                regexp = "[A-Za-z0-9_-]{1,64}",
                message = "must be 1 to 64 characters of A-Z a-z 0-9 _ - (it becomes part of topic names)")
        String station,

        @NotNull @DefaultValue List<@NotBlank String> codes,

        @NotEmpty(message = "must name at least one table, as in sync.tables: [kafka_test]") @DefaultValue
        List<@NotBlank String> tables,

        @NotNull @DefaultValue List<@Valid SelectionProperties> selection,
        @NotBlank @DefaultValue("code") String codeColumn,
        @Valid @NestedConfigurationProperty @DefaultValue TopicsProperties topics,
        @NotNull @DefaultValue("10s") Duration heartbeatInterval,
        @Min(1) @Max(1_000_000) @DefaultValue("5000") int batchRows,
        @Valid @NestedConfigurationProperty @DefaultValue LoadProperties load,
        @Valid @NestedConfigurationProperty @DefaultValue VerifyProperties verify,

        @NotNull @DefaultValue("16MB") DataSize maxRowSize) {

    @AssertFalse(message = "sync.station must not be 'center': the center's own status topic has that name")
    public boolean isReservedStation() {
        return "center".equals(station);
    }

    @AssertTrue(message = "each table of sync.selection must be one of sync.tables and be there once")
    public boolean isEachSelectionOfOneTable() {
        Set<String> chosen = new HashSet<>();
        return selection.stream().allMatch(part -> tables.contains(part.table()) && chosen.add(part.table()));
    }

    @AssertTrue(message = "sync.max-row-size must be within 1KB..64MB")
    public boolean isMaxRowSizeInRange() {
        return MaxRowSize.isValid(maxRowSize.toBytes());
    }

    public MaxRowSize rowSize() {
        return new MaxRowSize(maxRowSize.toBytes());
    }

    public StationCode stationCode() {
        return new StationCode(station);
    }

    public List<String> allowedCodes() {
        return codes.isEmpty() ? List.of(station) : codes;
    }

    /** The name under which this station's agent writes to Kafka and reads the binlog; one process at a time has it. */
    public String identity() {
        return "agent-" + station;
    }

    /** What the station's database must have. */
    Needs needs(String url) {
        String schema = DatabaseConnector.schema(url);
        return new Needs(
                schema, tables, codeColumn, Role.STATION, new SelectionChecks(schema, codeColumn, selections())::check);
    }

    /** By table. */
    Map<String, Selection> selections() {
        return selection.stream()
                .collect(Collectors.toUnmodifiableMap(SelectionProperties::table, SelectionProperties::selection));
    }
}
