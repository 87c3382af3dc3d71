package io.stationsync.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of {@code stationsync.sync_conflict}.
 *
 * @param overruled {@code station} or {@code control}
 * @param base an image as column to text; null as stored. {@code station} and {@code control} likewise
 */
record StoredConflict(
        String outcome,
        String overruled,
        @Nullable Map<String, String> base,
        @Nullable Map<String, String> station,
        @Nullable Map<String, String> control) {
    private static final String SELECT = """
            SELECT station, table_name, row_key, outcome, overruled, base, station_row, control_row
              FROM stationsync.sync_conflict ORDER BY id""";

    /** All of them by row, in the order in which they were stored. */
    static Map<RowAddress, List<StoredConflict>> all(CenterDatabase database) {
        Map<RowAddress, List<StoredConflict>> all = new HashMap<>();
        for (Map<String, @Nullable String> row : database.query(SELECT)) {
            RowAddress address = new RowAddress(text(row, "station"), text(row, "table_name"), text(row, "row_key"));
            StoredConflict conflict = new StoredConflict(
                    text(row, "outcome"),
                    text(row, "overruled"),
                    image(row.get("base")),
                    image(row.get("station_row")),
                    image(row.get("control_row")));
            all.computeIfAbsent(address, key -> new ArrayList<>()).add(conflict);
        }
        return all;
    }

    private static String text(Map<String, @Nullable String> row, String column) {
        return String.valueOf(row.get(column));
    }

    private static @Nullable Map<String, String> image(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<String, String> image = new HashMap<>();
        for (Map.Entry<String, JsonNode> value :
                JsonMapper.shared().readTree(json).properties()) {
            image.put(value.getKey(), value.getValue().asString());
        }
        return image;
    }

    /** Whether a value is kept here that is no longer in the data. */
    boolean keeps(String column, String value) {
        @Nullable Map<String, String> image = overruled.equals("station") ? station : control;
        return image != null && value.equals(image.get(column));
    }

    /** Whether it tells that a delete of the center was undone. @param deleted the row that it had deleted */
    boolean tellsOfUndoneDelete(Map<String, String> deleted) {
        return outcome.equals("row-restored") && base != null && base.entrySet().containsAll(deleted.entrySet());
    }
}
