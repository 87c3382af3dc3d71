package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.api.JsonBody;
import io.stationsync.center.command.Direction;
import io.stationsync.center.command.Pauses;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.wire.StationCommand;
import java.security.Principal;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Pauses and resumes a station or one of its tables, in one direction or both. */
@RestController
@RequestMapping(path = "/api/stations/{code}", consumes = MediaType.APPLICATION_JSON_VALUE)
@ResponseStatus(HttpStatus.ACCEPTED)
class PausesController {
    private static final List<String> FIELDS = List.of("direction", "reason");
    private static final String BOTH = "both";

    private final Pauses pauses;
    private final Fleet fleet;

    PausesController(Pauses pauses, Fleet fleet) {
        this.pauses = pauses;
        this.fleet = fleet;
    }

    @PostMapping("/pause")
    Map<String, String> pause(@PathVariable String code, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        return pause(KnownStation.of(fleet, code), StationCommand.ALL_TABLES, json, user);
    }

    @PostMapping("/tables/{table}/pause")
    Map<String, String> pause(
            @PathVariable String code, @PathVariable String table, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        return pause(KnownStation.withTable(fleet, code, table), table, json, user);
    }

    @PostMapping("/resume")
    Map<String, String> resume(@PathVariable String code, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        return resume(KnownStation.of(fleet, code), StationCommand.ALL_TABLES, json, user);
    }

    @PostMapping("/tables/{table}/resume")
    Map<String, String> resume(
            @PathVariable String code, @PathVariable String table, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        return resume(KnownStation.withTable(fleet, code, table), table, json, user);
    }

    private Map<String, String> pause(KnownStation station, String table, JsonNode json, Principal user)
            throws SQLException {
        JsonBody body = new JsonBody(json, FIELDS);
        return answer(
                station,
                table,
                "pause",
                pauses.pause(station.code(), table, directions(body), user.getName(), body.reason()));
    }

    private Map<String, String> resume(KnownStation station, String table, JsonNode json, Principal user)
            throws SQLException {
        JsonBody body = new JsonBody(json, FIELDS);
        return answer(
                station,
                table,
                "resume",
                pauses.resume(station.code(), table, directions(body), user.getName(), body.reason()));
    }

    private static Set<Direction> directions(JsonBody body) {
        String direction = body.text("direction");
        if (direction == null || direction.equals(BOTH)) {
            return EnumSet.allOf(Direction.class);
        }
        for (Direction one : Direction.values()) {
            if (direction.equals(one.code())) {
                return EnumSet.of(one);
            }
        }
        throw ApiException.badRequest("direction: %s (expected: up, down or both)".formatted(direction));
    }

    private static Map<String, String> answer(
            KnownStation station, String table, String command, Map<String, String> answers) {
        Map<String, String> all = new TreeMap<>(answers);
        all.put("station", station.code().value());
        all.put("table", table);
        all.put("command", command);
        return all;
    }
}
