package io.stationsync.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What the fleet looks like now, as lines of text. A part that does not answer is shown as such and stops nothing. */
final class FleetView {
    private static final String NONE = "-";
    private static final List<String> STATUS_COLUMNS = List.of(
            "station", "rows", "at center", "up", "down", "waiting up", "waiting down", "lag", "agent", "center");
    private static final List<String> STATION_COLUMNS = List.of("id", "text", "modify_date");
    private static final List<String> MASTER_COLUMNS = List.of("master_id", "code", "id", "text", "modify_date");

    private final Fleet fleet;
    private final String table;

    FleetView(Fleet fleet, String table) {
        this.fleet = fleet;
        this.table = table;
    }

    /** One line per station under a heading: rows, changes that travelled, what waits, and the states. */
    List<String> status() {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Station station : fleet.stations()) {
            rows.add(status(station));
        }
        return TextTable.lines("Stations", STATUS_COLUMNS, rows, Integer.MAX_VALUE);
    }

    private Map<String, @Nullable String> status(Station station) {
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        row.put("station", station.code());
        row.put("rows", count(station.database(), "SELECT COUNT(*) FROM `%s`".formatted(table)));
        row.put(
                "at center",
                count(
                        fleet.center().database(),
                        "SELECT COUNT(*) FROM `%s` WHERE code = '%s'".formatted(table, station.code())));
        putAgent(row, station.agent());
        putCenter(row, station.code());
        return row;
    }

    private static String count(Database database, String sql) {
        try {
            return database.value(sql);
        } catch (IllegalStateException down) {
            return "down";
        }
    }

    private static void putAgent(Map<String, @Nullable String> row, ServiceProcess agent) {
        row.put("agent", agent.isRunning() ? agent.health().path("status").asString("starting") : "not running");
        try {
            Metrics metrics = agent.metrics();
            row.put("down", number(metrics, "sync_rows_total", "stage", "applied"));
            row.put("waiting down", number(metrics, "sync_lag_rows", "direction", "down"));
        } catch (RuntimeException down) {
            row.put("down", NONE);
            row.put("waiting down", NONE);
        }
    }

    private static String number(Metrics metrics, String name, String... tags) {
        return "%.0f".formatted(metrics.sum(name, tags).orElse(0));
    }

    private void putCenter(Map<String, @Nullable String> row, String code) {
        JsonNode entry = centerSays(code);
        row.put("up", entry.path("appliedRows").asString(NONE));
        row.put("waiting up", entry.path("lagRows").asString(NONE));
        row.put(
                "lag",
                entry.has("lagSeconds")
                        ? "%.1f s".formatted(entry.path("lagSeconds").asDouble(0))
                        : NONE);
        String error = entry.path("lastError").asString("");
        row.put("center", entry.path("state").asString(NONE) + (error.isEmpty() ? "" : ": " + error));
    }

    private JsonNode centerSays(String code) {
        JsonNode stations;
        try {
            stations = fleet.center().api("/api/stations");
        } catch (RuntimeException down) {
            return MissingNode.getInstance();
        }
        return StreamSupport.stream(stations.spliterator(), false)
                .filter(station -> code.equals(station.path("station").asString("")))
                .flatMap(station -> StreamSupport.stream(station.path("tables").spliterator(), false))
                .filter(entry -> table.equals(entry.path("table").asString("")))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** The stations' tables and the master table beside each other. */
    List<String> tables(int limit) {
        List<List<String>> blocks = new ArrayList<>();
        for (Station station : fleet.stations()) {
            blocks.add(TextTable.lines(
                    "%s at %s".formatted(table, station.code()),
                    STATION_COLUMNS,
                    rows(station.database(), "SELECT * FROM `%s` ORDER BY id LIMIT 1000".formatted(table)),
                    limit));
        }
        blocks.add(TextTable.lines(
                table + " at the center (master table)",
                MASTER_COLUMNS,
                rows(fleet.center().database(), "SELECT * FROM `%s` ORDER BY code, id LIMIT 1000".formatted(table)),
                limit));
        return TextTable.sideBySide(blocks);
    }

    private static List<Map<String, @Nullable String>> rows(Database database, String sql) {
        try {
            return database.query(sql);
        } catch (IllegalStateException down) {
            return List.of();
        }
    }
}
