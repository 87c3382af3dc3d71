package io.stationsync.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as text for a terminal. */
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /**
     * A title, a heading, and the rows in aligned columns.
     *
     * @param limit how many rows at most; how many more there are is said
     */
    static List<String> lines(
            String title, List<String> columns, List<? extends Map<String, @Nullable String>> rows, int limit) {
        List<List<String>> cells = new ArrayList<>(List.of(columns));
        rows.stream()
                .limit(limit)
                .forEach(row -> cells.add(columns.stream()
                        .map(column -> String.valueOf(row.get(column)))
                        .toList()));
        List<String> lines = new ArrayList<>(List.of(title));
        lines.addAll(align(cells));
        if (rows.size() > limit) {
            lines.add("… %d more".formatted(rows.size() - limit));
        }
        return lines;
    }

    private static List<String> align(List<List<String>> cells) {
        int[] widths = new int[cells.get(0).size()];
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return cells.stream().map(row -> aligned(row, widths)).toList();
    }

    private static String aligned(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : GAP).append(pad(row.get(i), widths[i]));
        }
        return line.toString().stripTrailing();
    }

    /** Blocks of lines beside each other, aligned at the top. */
    static List<String> sideBySide(List<List<String>> blocks) {
        int height = blocks.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = blocks.stream()
                .mapToInt(block -> block.stream().mapToInt(String::length).max().orElse(0))
                .toArray();
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                List<String> block = blocks.get(i);
                text.append(i == 0 ? "" : "  |  ").append(pad(line < block.size() ? block.get(line) : "", widths[i]));
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
