package io.stationsync.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param scenarios by name; all if empty
 * @param runs of each measurement; the report has their median
 * @param rows of a backlog in transactions of 1,000; other measurements take a fixed share of it
 * @param watch how long to look at what happens at low load, or at rest
 * @param stations how many send at the same time, for each measurement of growth
 * @param connectClassPath of a Kafka Connect worker with Debezium; empty: without it
 * @param replication whether to compare with MariaDB's own replication
 * @param report where to write
 */
record Options(
        List<String> scenarios,
        int runs,
        int rows,
        Duration watch,
        List<Integer> stations,
        Optional<String> connectClassPath,
        boolean replication,
        Path report) {
    static final int SMALLEST = 1_000;

    Options {
        scenarios = List.copyOf(scenarios);
        stations = List.copyOf(stations);
        atLeast("--runs", runs, 1);
        atLeast("--rows", rows, SMALLEST);
        atLeast("--watch", watch.toSeconds(), 1);
        for (String scenario : scenarios) {
            if (!Scenario.NAMES.contains(scenario)) {
                throw new IllegalArgumentException(
                        "scenario: %s (expected: one of %s)".formatted(scenario, Scenario.NAMES));
            }
        }
    }

    private static void atLeast(String option, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("%s: %d (expected: at least %d)".formatted(option, value, least));
        }
    }

    /** @throws IllegalArgumentException for an option or a value that there is not; the message says what there is */
    static Options parse(String... arguments) {
        List<String> scenarios = new ArrayList<>();
        boolean quick = List.of(arguments).contains("--quick");
        int runs = quick ? 1 : 3;
        int rows = quick ? SMALLEST : 200_000;
        Duration watch = Duration.ofSeconds(quick ? 2 : 60);
        List<Integer> stations = quick ? List.of(1, 3) : List.of(1, 10, 100, 1_000);
        @Nullable String connect = null;
        boolean replication = true;
        Path report = Path.of("benchmark.md");
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.startsWith("--") ? argument.replaceFirst("=.*", "") : "") {
                case "" -> scenarios.add(argument);
                case "--quick" -> {}
                case "--runs" -> runs = number(argument, value);
                case "--rows" -> rows = number(argument, value);
                case "--watch" -> watch = Duration.ofSeconds(number(argument, value));
                case "--stations" ->
                    stations = Arrays.stream(value.split(","))
                            .map(one -> number(argument, one))
                            .toList();
                case "--connect" -> connect = value;
                case "--alone" -> replication = false;
                case "--report" -> report = Path.of(value);
                default ->
                    throw new IllegalArgumentException(
                            "%s (expected: --quick, --alone, --runs=, --rows=, --watch=, --stations=, --report= or one of %s)"
                                    .formatted(argument, Scenario.NAMES));
            }
        }
        return new Options(
                scenarios,
                runs,
                rows,
                watch,
                stations,
                replication ? Optional.ofNullable(connect) : Optional.empty(),
                replication,
                report);
    }

    private static int number(String argument, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s (expected: a whole number)".formatted(argument), e);
        }
    }
}
