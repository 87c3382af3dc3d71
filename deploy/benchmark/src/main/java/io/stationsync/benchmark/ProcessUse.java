package io.stationsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time and memory of one process since this was made.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
final class ProcessUse {
    /** Linux counts in hundredths of a second for programs, whatever its own clock. */
    private static final double TICKS_PER_SECOND = 100;

    private static final String RESET_PEAK = "5";
    private static final int USER_TIME = 11;

    private final String name;
    private final Path folder;
    private final double before;

    ProcessUse(String name, long pid) {
        this.name = name;
        this.folder = Path.of("/proc", String.valueOf(pid));
        this.before = cpu();
        try {
            Files.writeString(folder.resolve("clear_refs"), RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException("The peak of " + name + " can't be reset", e);
        }
    }

    String name() {
        return name;
    }

    double cpuSeconds() {
        return cpu() - before;
    }

    /** The most memory that it has had at once. */
    double peakMiB() {
        return read("status")
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    private double cpu() {
        String stat = read("stat");
        // Its second field is the program's name in parentheses, which may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS_PER_SECOND;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("%s has ended while it was measured".formatted(name), e);
        }
    }
}
