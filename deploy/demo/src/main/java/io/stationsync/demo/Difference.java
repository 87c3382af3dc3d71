package io.stationsync.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the rows of one station with the master's rows of its code. */
final class Difference {
    private static final int SHOWN = 10;

    private Difference() {}

    /**
     * @param station rows by column name; {@code master} likewise
     * @param key the columns that identify a row on both sides
     * @return the first differences, one per line; empty if the same rows are on both sides, in whatever order
     */
    static Optional<String> between(
            List<Map<String, @Nullable String>> station, List<Map<String, @Nullable String>> master, List<String> key) {
        Map<List<@Nullable String>, Map<String, @Nullable String>> there = byKey(master, key);
        List<String> found = new ArrayList<>();
        for (Map<String, @Nullable String> row : station) {
            Map<String, @Nullable String> other = there.remove(keyOf(row, key));
            if (other == null) {
                found.add("only at the station: " + row);
            } else {
                describe(keyOf(row, key), row, other).ifPresent(found::add);
            }
        }
        there.values().forEach(row -> found.add("only at the center: " + row));
        if (station.size() != master.size()) {
            found.add(0, "%d rows at the station, %d at the center".formatted(station.size(), master.size()));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(shorten(found));
    }

    private static Map<List<@Nullable String>, Map<String, @Nullable String>> byKey(
            List<Map<String, @Nullable String>> rows, List<String> key) {
        Map<List<@Nullable String>, Map<String, @Nullable String>> byKey = new LinkedHashMap<>();
        rows.forEach(row -> byKey.put(keyOf(row, key), row));
        return byKey;
    }

    private static List<@Nullable String> keyOf(Map<String, @Nullable String> row, List<String> key) {
        List<@Nullable String> values = new ArrayList<>();
        key.forEach(column -> values.add(row.get(column)));
        return values;
    }

    private static Optional<String> describe(
            List<@Nullable String> key, Map<String, @Nullable String> station, Map<String, @Nullable String> master) {
        List<String> columns = new ArrayList<>();
        station.forEach((column, value) -> {
            if (!Objects.equals(value, master.get(column))) {
                columns.add("%s is %s at the station, %s at the center".formatted(column, value, master.get(column)));
            }
        });
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of("row %s: %s".formatted(key, String.join("; ", columns)));
    }

    private static String shorten(List<String> found) {
        String first = String.join("\n  ", found.subList(0, Math.min(SHOWN, found.size())));
        return found.size() <= SHOWN ? first : "%s\n  and %d more".formatted(first, found.size() - SHOWN);
    }
}
