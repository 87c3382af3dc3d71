package io.stationsync.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of a schema's tables, as far as the account sees them. */
final class TableCatalog {
    private static final int SIMILAR_SHOWN = 3;
    /** The least length of a name for which being a part of another one means anything. */
    private static final int TELLING = 4;

    private static final String TABLE_NAMES = """
            SELECT TABLE_NAME
            FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = ?
            """;

    private final List<String> names;
    private final boolean namesHaveCase;

    TableCatalog(List<String> names, boolean namesHaveCase) {
        this.names = List.copyOf(names);
        this.namesHaveCase = namesHaveCase;
    }

    static TableCatalog read(Connection connection, String schema, boolean namesHaveCase) throws SQLException {
        return new TableCatalog(Sql.strings(connection, TABLE_NAMES, schema), namesHaveCase);
    }

    boolean has(String table) {
        return names.stream().anyMatch(name -> namesHaveCase ? name.equals(table) : name.equalsIgnoreCase(table));
    }

    /** The nearest names as {@code " (similar: a, b)"}, or empty. */
    String similarTo(String table) {
        String similar = names.stream()
                .filter(name -> isSimilar(name, table))
                .sorted(Comparator.comparingInt(name -> distance(lower(name), lower(table))))
                .limit(SIMILAR_SHOWN)
                .collect(Collectors.joining(", "));
        return similar.isEmpty() ? "" : " (similar: " + similar + ")";
    }

    private static boolean isSimilar(String name, String table) {
        String shorter = lower(name.length() < table.length() ? name : table);
        String longer = lower(name.length() < table.length() ? table : name);
        return (shorter.length() >= TELLING && longer.contains(shorter))
                || distance(shorter, longer) <= Math.max(1, shorter.length() / 3);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's: how many characters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
