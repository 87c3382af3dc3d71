package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.api.JsonBody;
import io.stationsync.center.command.Commands;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.TravellingRange;
import java.security.Principal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What an operator has a station do. */
@RestController
class CommandsController {
    private static final List<String> FIELDS = List.of("reason", "after", "upTo");

    private final Commands commands;
    private final Fleet fleet;

    CommandsController(Commands commands, Fleet fleet) {
        this.commands = commands;
        this.fleet = fleet;
    }

    /**
     * All rows of the table, or those after one key and up to another. Answered once the command is stored; how far the station is
     * with it shows in {@code /api/stations}.
     */
    @PostMapping(path = "/api/stations/{code}/tables/{table}/resync", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> resync(
            @PathVariable String code, @PathVariable String table, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        JsonBody body = new JsonBody(json, FIELDS);
        String reason = body.reason();
        Station station = fleet.stations().stream()
                .filter(known -> known.code().value().equals(code))
                .findFirst()
                .orElseThrow(
                        () -> ApiException.notFound("station: %s (expected: one of %s)".formatted(code, stations())));
        if (station.table(table).isEmpty()) {
            throw ApiException.notFound("table: %s (expected: one that station %s has: %s)"
                    .formatted(
                            table,
                            code,
                            station.heartbeat().tables().stream()
                                    .map(TableSchema::table)
                                    .toList()));
        }
        TravellingRange range = KeyRangeBody.read(body, station.table(table).orElseThrow());
        commands.resync(station.code(), table, LoadArguments.resync(List.of(range)), user.getName(), reason);
        return Map.of("station", code, "table", table, "command", "resync");
    }

    private List<String> stations() {
        return fleet.stations().stream()
                .map(Station::code)
                .map(StationCode::value)
                .sorted()
                .toList();
    }
}
