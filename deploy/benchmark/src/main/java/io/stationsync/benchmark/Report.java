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
    private final List<String> top = new ArrayList<>();
    private final Summary summary = new Summary();
    private List<String> lines = top;
    private String origin = "";

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
        lines.addAll(markdown(heading, rows));
        write();
    }

    /**
     * The summary stands here, above all that follows.
     *
     * @param origin of its figures
     */
    void summary(String origin) {
        lines = new ArrayList<>();
        this.origin = origin;
    }

    /** @param mover its name */
    void figure(Figure figure, String mover, String value) {
        summary.put(figure, mover, value);
    }

    /** What the product's processes needed in the runs of a scenario; the summary has the most of all. */
    void memory(List<Measurement> runs) {
        runs.forEach(run -> summary.memory(run.peakMiB()));
    }

    private static List<String> markdown(List<String> heading, List<List<String>> rows) {
        List<String> table = new ArrayList<>();
        table.add(line(heading));
        table.add(line(Collections.nCopies(heading.size(), "---")));
        rows.forEach(row -> table.add(line(row)));
        table.add("");
        return table;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private void write() {
        List<String> all = new ArrayList<>(top);
        if (lines != top) {
            all.addAll(List.of("## Summary", ""));
            all.addAll(markdown(summary.heading(), summary.rows()));
            all.addAll(List.of(origin, ""));
            all.addAll(lines);
        }
        try {
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException("The report can't be written", e);
        }
    }
}
