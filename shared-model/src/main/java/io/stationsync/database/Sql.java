package io.stationsync.database;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of SQL text. */
public final class Sql {
    private Sql() {}

    /** The name in backticks, whatever it contains. */
    public static String name(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    public static String names(List<String> identifiers) {
        return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** Column assignments with placeholders: <code>`a` = ?, `b` = ?</code>. */
    public static String assignments(List<String> columns) {
        return columns.stream().map(column -> name(column) + " = ?").collect(Collectors.joining(", "));
    }

    /** A condition on all these columns: <code>`a` = ? AND `b` = ?</code>. */
    public static String allEqual(List<String> columns) {
        return columns.stream().map(column -> name(column) + " = ?").collect(Collectors.joining(" AND "));
    }

    /** The condition that the columns are one of so many tuples: <code>(`a` = ? AND `b` = ?) OR (…)</code>. */
    public static String anyOf(List<String> columns, int tuples) {
        if (columns.size() == 1) {
            return name(columns.get(0)) + " IN (" + placeholders(tuples) + ")";
        }
        return String.join(" OR ", Collections.nCopies(tuples, "(" + allEqual(columns) + ")"));
    }

    /** {@code ?, ?, ?} */
    public static String placeholders(int number) {
        return String.join(", ", Collections.nCopies(number, "?"));
    }
}
