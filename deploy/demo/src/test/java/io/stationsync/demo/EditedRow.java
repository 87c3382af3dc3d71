package io.stationsync.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The row of one station with one key, whether it is there or not, and the statements for it at either side. */
record EditedRow(EditedTable table, String station, List<Integer> key) {
    EditedRow {
        key = List.copyOf(key);
    }

    /** Where a row is edited. */
    enum Side {
        STATION,
        CENTER
    }

    String select(Side side, List<String> columns) {
        return "SELECT %s FROM %s WHERE %s".formatted(String.join(", ", columns), table.name(), where(side));
    }

    /** @param values of all columns but those of the key and the code */
    String insert(Side side, Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        IntStream.range(0, key.size())
                .forEach(i -> all.put(table.keyColumns().get(i), key.get(i).toString()));
        if (hasCode(side)) {
            all.put("code", station);
        }
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        table.name(),
                        String.join(", ", all.keySet()),
                        all.values().stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));
    }

    String update(Side side, Map<String, String> values) {
        String assignments = values.entrySet().stream()
                .map(value -> "%s = '%s'".formatted(value.getKey(), value.getValue()))
                .collect(Collectors.joining(", "));
        return "UPDATE %s SET %s WHERE %s".formatted(table.name(), assignments, where(side));
    }

    String delete(Side side) {
        return "DELETE FROM %s WHERE %s".formatted(table.name(), where(side));
    }

    private String where(Side side) {
        List<String> conditions = new ArrayList<>();
        IntStream.range(0, key.size())
                .forEach(i ->
                        conditions.add("%s = %d".formatted(table.keyColumns().get(i), key.get(i))));
        if (hasCode(side)) {
            conditions.add("code = '%s'".formatted(station));
        }
        return String.join(" AND ", conditions);
    }

    private boolean hasCode(Side side) {
        return side == Side.CENTER || table.hasCodeAtStation();
    }

    /** As it stands in {@code sync_conflict}. */
    RowAddress address() {
        String columns = IntStream.range(0, key.size())
                .mapToObj(i -> "%s=%d".formatted(table.keyColumns().get(i), key.get(i)))
                .collect(Collectors.joining(","));
        return new RowAddress(station, table.name(), "%s,code=%s".formatted(columns, station));
    }
}
