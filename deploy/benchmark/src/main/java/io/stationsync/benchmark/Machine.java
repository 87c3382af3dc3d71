package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where a report was made, one line each. */
final class Machine {
    private static final double KIB_PER_GIB = 1024 * 1024;

    private Machine() {}

    static String hardware() {
        return "%d processors (%s), %.0f GiB of memory, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        value("/proc/cpuinfo", "model name"),
                        Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / KIB_PER_GIB,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }

    /** @param mariaDb where it is from */
    static List<String> describe(Database database, String mariaDb) {
        return List.of(
                hardware(),
                "load when it began: " + read("/proc/loadavg").strip(),
                "Java %s, MariaDB %s (%s), Kafka %s"
                        .formatted(
                                Runtime.version(),
                                database.value("SELECT VERSION()"),
                                mariaDb,
                                AppInfoParser.getVersion()));
    }

    private static String value(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
