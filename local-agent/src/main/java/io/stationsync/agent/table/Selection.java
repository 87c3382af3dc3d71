package io.stationsync.agent.table;

import io.stationsync.model.Column;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which part of a table travels, and under which names.
 *
 * @param exclude columns that never leave the station
 * @param masterNames the names that columns have at the center, by their names at the station; the others keep theirs
 * @param rows which rows travel; empty for all
 */
public record Selection(Set<String> exclude, Map<String, String> masterNames, Optional<RowExpression> rows) {
    public static final Selection EVERYTHING = new Selection(Set.of(), Map.of(), Optional.empty());

    public Selection {
        exclude = Set.copyOf(exclude);
        masterNames = Map.copyOf(masterNames);
    }

    /** The column's name at the center. */
    String masterName(String column) {
        return masterNames.getOrDefault(column, column);
    }

    /** The names at the station, by those at the center. */
    Map<String, String> stationNames() {
        return masterNames.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    /** The table without the columns of which nobody is told. */
    public TableSchema tellable(TableSchema declared) {
        return exclude.isEmpty()
                ? declared
                : new TableSchema(
                        declared.table(),
                        declared.columns().stream()
                                .filter(column -> !exclude.contains(column.name()))
                                .toList(),
                        declared.primaryKey());
    }

    /**
     * The table as the center is to know it.
     *
     * @param stored without the columns that the server computes
     */
    TableSchema announced(TableSchema stored) {
        List<Column> columns = stored.columns().stream()
                .filter(column -> !exclude.contains(column.name()))
                .map(this::announced)
                .toList();
        return new TableSchema(
                stored.table(),
                columns,
                stored.primaryKey().stream().map(this::masterName).toList());
    }

    private Column announced(Column column) {
        String defaultValue = column.defaultValue();
        boolean names = defaultValue != null
                && (exclude.stream().anyMatch(other -> isIn(defaultValue, other))
                        || masterNames.keySet().stream().anyMatch(other -> isIn(defaultValue, other)));
        // A default that is computed from columns under other names means nothing at the center.
        return new Column(
                masterName(column.name()),
                column.type(),
                column.collation(),
                column.nullable(),
                names ? null : defaultValue,
                column.generated());
    }

    private static boolean isIn(String expression, String column) {
        return expression.contains("`" + column.replace("`", "``") + "`");
    }

    /**
     * What is wrong with it for this table: sentences that say which setting, and what was expected.
     *
     * @param stored without the columns that the server computes
     */
    public List<String> problems(TableSchema stored, String codeColumn) {
        List<String> problems = new ArrayList<>();
        for (String column : new TreeSet<>(exclude)) {
            if (stored.column(column).isEmpty()) {
                problems.add(
                        "exclude names the column %s (expected: one of %s)".formatted(column, stored.columnNames()));
            } else if (stored.primaryKey().contains(column) || column.equals(codeColumn)) {
                problems.add(
                        "exclude names the column %s (expected: none of the primary key, nor %s: they say which row it is)"
                                .formatted(column, codeColumn));
            }
        }
        problems.addAll(renamingProblems(stored, codeColumn));
        rows.ifPresent(expression ->
                expression.problems(stored.columnNames()).forEach(problem -> problems.add("rows: " + problem)));
        return problems;
    }

    private List<String> renamingProblems(TableSchema stored, String codeColumn) {
        List<String> problems = new ArrayList<>();
        masterNames.forEach((column, masterName) -> {
            if (stored.column(column).isEmpty() || exclude.contains(column)) {
                problems.add("columns names the column %s (expected: one that the table has and that travels)"
                        .formatted(column));
            } else if (column.equals(codeColumn)) {
                problems.add("columns renames %s (expected: another column; sync.code-column is the same everywhere)"
                        .formatted(column));
            }
        });
        Map<String, String> takenBy = new HashMap<>(Map.of(lower(codeColumn), codeColumn));
        for (String column : stored.columnNames()) {
            String other = exclude.contains(column) || column.equals(codeColumn)
                    ? null
                    : takenBy.put(lower(masterName(column)), column);
            if (other != null) {
                problems.add("columns %s and %s are both named %s at the center (expected: different names)"
                        .formatted(other, column, masterName(column)));
            }
        }
        return problems;
    }

    /** The server takes names that differ in case for the same. */
    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * The excluded columns without which the server takes no new row: such a row cannot be brought back by the center.
     *
     * @param stored without the columns that the server computes
     */
    public List<String> neededForNewRows(TableSchema stored) {
        return stored.columns().stream()
                .filter(column ->
                        exclude.contains(column.name()) && !column.nullable() && column.defaultValue() == null)
                .map(Column::name)
                .toList();
    }
}
