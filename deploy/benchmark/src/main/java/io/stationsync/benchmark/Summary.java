package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures that were measured so far beside what is promised, as a table to be copied. */
final class Summary {
    private static final String MISSING = "–";
    private static final List<String> MOVERS = List.of(StationSync.NAME, Replication.NAME, Debezium.NAME);

    private final Map<Figure, Map<String, String>> values = new EnumMap<>(Figure.class);

    /** @param mover its name */
    void put(Figure figure, String mover, String value) {
        values.computeIfAbsent(figure, one -> new LinkedHashMap<>()).put(mover, value);
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
