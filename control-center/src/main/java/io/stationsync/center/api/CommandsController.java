package io.stationsync.center.api;

import io.stationsync.api.JsonBody;
import io.stationsync.api.Parameters;
import io.stationsync.center.command.CommandRepository;
import io.stationsync.center.command.CommandRepository.Command;
import io.stationsync.center.command.Commands;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.TravellingRange;
import java.security.Principal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What an operator has a station do. */
@RestController
class CommandsController {
    private static final List<String> FIELDS = List.of("reason", "after", "upTo");

    private final Commands commands;
    private final CommandRepository repository;
    private final Fleet fleet;

    CommandsController(Commands commands, CommandRepository repository, Fleet fleet) {
        this.commands = commands;
        this.repository = repository;
        this.fleet = fleet;
    }

    /**
     * All rows of the table, or those after one key and up to another. Answered once the command is stored; how far the station is
     * with it shows in {@link #list}.
     */
    @PostMapping(path = "/api/stations/{code}/tables/{table}/resync", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> resync(
            @PathVariable String code, @PathVariable String table, @RequestBody JsonNode json, Principal user)
            throws SQLException {
        JsonBody body = new JsonBody(json, FIELDS);
        String reason = body.reason();
        KnownStation station = KnownStation.withTable(fleet, code, table);
        TravellingRange range = KeyRangeBody.read(body, station.table(table));
        commands.resync(station.code(), table, LoadArguments.resync(List.of(range)), user.getName(), reason);
        return Map.of("station", code, "table", table, "command", "resync");
    }

    /** @param total of all pages */
    record CommandPage(long total, int page, int size, List<Command> commands) {
        CommandPage {
            commands = List.copyOf(commands);
        }
    }

    /** Newest first. */
    @GetMapping("/api/stations/{code}/commands")
    CommandPage list(@PathVariable String code, @RequestParam Map<String, String> given) {
        KnownStation station = KnownStation.of(fleet, code);
        Parameters parameters = new Parameters(given, List.of());
        int page = parameters.page();
        int size = parameters.size();
        return new CommandPage(
                repository.count(station.code().value()),
                page,
                size,
                repository.list(station.code().value(), page, size));
    }
}
