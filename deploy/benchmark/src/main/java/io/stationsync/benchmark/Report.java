package io.stationsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Markdown, written to its file after each part, so that what was measured is there whatever happens later. */
final class Report {
    private final Path file;
    private final List<String> lines = new ArrayList<>();

    Report(Path file) {
        this.file = file;
    }

    void text(String line) {
        lines.add(line);
        lines.add("");
        write();
    }

    void list(List<String> points) {
        points.forEach(point -> lines.add("- " + point));
        lines.add("");
        write();
    }

    /** @param rows as long as {@code heading}, each */
    void table(List<String> heading, List<List<String>> rows) {
        lines.add(line(heading));
        lines.add(line(Collections.nCopies(heading.size(), "---")));
        rows.forEach(row -> lines.add(line(row)));
        lines.add("");
        write();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private void write() {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("The report can't be written", e);
        }
    }
}
