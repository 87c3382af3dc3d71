package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Numbers for people. */
final class Figures {
    private Figures() {}

    static double median(Collection<Double> values) {
        return percentile(values, 50);
    }

    /** The smallest value that this share of all does not exceed. */
    static double percentile(Collection<Double> values, int percent) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    static double mean(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
    }

    /** How far the mean of so many values is from the true one, in two of three cases; not a number of a single value. */
    static double standardError(Collection<Double> values) {
        double mean = mean(values);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.size() - 1) / values.size());
    }

    /** As {@code agent 1.2, center 3.4}: the medians of what each run says of each process. */
    static String each(List<Measurement> runs, Function<Measurement, Map<String, Double>> values, String format) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(values.apply(run).keySet()));
        return names.stream()
                .map(name -> name + " "
                        + format.formatted(median(runs.stream()
                                .map(run -> values.apply(run).getOrDefault(name, 0.0))
                                .toList())))
                .collect(Collectors.joining(", "));
    }

    static Map<String, Double> microsPerRow(Measurement run) {
        return cpu(run, 1e6 / run.rows());
    }

    static Map<String, Double> percentOfCore(Measurement run) {
        return cpu(run, 100 / run.seconds());
    }

    private static Map<String, Double> cpu(Measurement run, double factor) {
        Map<String, Double> all = new LinkedHashMap<>();
        run.cpuSeconds().forEach((name, seconds) -> all.put(name, seconds * factor));
        return all;
    }
}
