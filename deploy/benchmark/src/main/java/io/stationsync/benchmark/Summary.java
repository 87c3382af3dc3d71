package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures that were measured so far beside what is promised, as a table to be copied. */
final class Summary {
    private static final String MISSING = "–";
    private static final List<String> MOVERS = List.of(StationSync.NAME, Replication.NAME, Debezium.NAME);

    private final Map<String, Double> mostMiB = new TreeMap<>();
    private final Map<Figure, Map<String, String>> values = new EnumMap<>(Figure.class);

    /** @param mover its name */
    void put(Figure figure, String mover, String value) {
        values.computeIfAbsent(figure, one -> new LinkedHashMap<>()).put(mover, value);
    }

    /** @param peakMiB of a run, by process; those of the product count */
    void memory(Map<String, Double> peakMiB) {
        for (String process : List.of(StationSync.AGENT, StationSync.CENTER)) {
            if (peakMiB.containsKey(process)) {
                mostMiB.merge(process, peakMiB.get(process), Math::max);
            }
        }
        put(
                Figure.MEMORY,
                StationSync.NAME,
                mostMiB.entrySet().stream()
                        .map(most -> "%s %.0f".formatted(most.getKey(), most.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    List<String> heading() {
        List<String> heading = new ArrayList<>(List.of("", "target"));
        heading.addAll(MOVERS);
        return heading;
    }

    List<List<String>> rows() {
        return values.entrySet().stream()
                .map(line -> row(line.getKey(), line.getValue()))
                .toList();
    }

    private static List<String> row(Figure figure, Map<String, String> measured) {
        List<String> row = new ArrayList<>(List.of(figure.text(), figure.target()));
        row.addAll(MOVERS.stream()
                .map(mover -> measured.getOrDefault(mover, MISSING))
                .toList());
        return row;
    }
}
