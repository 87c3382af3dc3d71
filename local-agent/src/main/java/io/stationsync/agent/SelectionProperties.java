package io.stationsync.agent;

import io.stationsync.agent.table.RowExpression;
import io.stationsync.agent.table.Selection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What travels of one table. A list of these rather than a map by table: names of tables and columns are values, which may
 * be anything, and not parts of keys, which may not, least of all in environment variables.
 *
 * @param table one of {@code sync.tables}
 * @param exclude columns that never leave the station
 * @param columns those that have another name at the center
 * @param rows which rows travel, an expression over the columns; all if absent
 */
public record SelectionProperties(
        @NotBlank String table,
        @NotNull @DefaultValue List<@NotBlank String> exclude,
        @NotNull @DefaultValue List<@Valid RenamedColumn> columns,
        @Nullable String rows) {

    /** A column's two names. */
    public record RenamedColumn(
            @NotBlank String station, @NotBlank String master) {}

    @AssertTrue(message = "columns must name each column and each new name once")
    public boolean isEachNameGivenOnce() {
        Set<String> names = new HashSet<>();
        return columns.stream().allMatch(column -> names.add(column.station() + " at the station"))
                && columns.stream().allMatch(column -> names.add(column.master() + " at the center"));
    }

    Selection selection() {
        return new Selection(
                Set.copyOf(exclude),
                columns.stream().collect(Collectors.toUnmodifiableMap(RenamedColumn::station, RenamedColumn::master)),
                Optional.ofNullable(rows).map(RowExpression::new));
    }
}
