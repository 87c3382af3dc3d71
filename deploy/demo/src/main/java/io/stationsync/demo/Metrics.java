package io.stationsync.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /actuator/prometheus} said at one moment.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus: text format</a>
 */
public record Metrics(List<Sample> samples) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern TAG = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    public record Sample(String name, Map<String, String> tags, double value) {
        public Sample {
            tags = Map.copyOf(tags);
        }
    }

    public Metrics {
        samples = List.copyOf(samples);
    }

    static Metrics parse(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line.strip());
            if (!line.startsWith("#") && matcher.matches()) {
                samples.add(new Sample(matcher.group(1), tags(matcher.group(2)), number(matcher.group(3))));
            }
        });
        return new Metrics(samples);
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new HashMap<>();
        Matcher matcher = TAG.matcher(text == null ? "" : text);
        while (matcher.find()) {
            tags.put(matcher.group(1), matcher.group(2));
        }
        return tags;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /**
     * The sum over all series that have these tags and perhaps more; empty if there is none.
     *
     * @param tags name, value, name, value …
     */
    public OptionalDouble sum(String name, String... tags) {
        double[] values = samples.stream()
                .filter(sample -> sample.name().equals(name) && has(sample, tags))
                .mapToDouble(Sample::value)
                .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(values).sum());
    }

    private static boolean has(Sample sample, String... tags) {
        for (int i = 0; i + 1 < tags.length; i += 2) {
            if (!tags[i + 1].equals(sample.tags().get(tags[i]))) {
                return false;
            }
        }
        return true;
    }
}
