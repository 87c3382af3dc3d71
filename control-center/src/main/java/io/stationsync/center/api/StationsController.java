package io.stationsync.center.api;

import io.stationsync.center.command.Pause;
import io.stationsync.center.command.Pauses;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.receive.StationReceiver;
import io.stationsync.center.receive.TableStatus;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is there and how far behind. */
@RestController
class StationsController {
    private final Fleet fleet;
    private final StationReceiver receiver;
    private final Pauses pauses;

    StationsController(Fleet fleet, StationReceiver receiver, Pauses pauses) {
        this.fleet = fleet;
        this.receiver = receiver;
        this.pauses = pauses;
    }

    /**
     * A station and its tables.
     *
     * @param spokeAt its last heartbeat by its own clock, ISO-8601
     * @param seen offset of the last message of its return topic that it has applied; -1 for none
     * @param quarantined for each table how many changes are in quarantine at the station itself, if there are any
     * @param loads how far the load of each table is, as of the heartbeat
     * @param paused what operators have paused, in each direction
     */
    record StationView(
            String station,
            List<String> codes,
            String version,
            String spokeAt,
            long seen,
            Map<String, Long> quarantined,
            List<TableStatus> tables,
            Map<String, TableLoad> loads,
            List<PauseView> paused) {
        StationView {
            codes = List.copyOf(codes);
            quarantined = Map.copyOf(quarantined);
            tables = List.copyOf(tables);
            loads = Map.copyOf(loads);
            paused = List.copyOf(paused);
        }
    }

    /**
     * Something that an operator has paused.
     *
     * @param table {@code *} for all
     * @param direction up or down
     * @param command how far the station is with it, such as {@code sent}; up: {@code done}
     */
    record PauseView(String table, String direction, Instant since, String user, String reason, String command) {
        static PauseView of(Pause pause) {
            return new PauseView(
                    pause.table(),
                    pause.direction().code(),
                    pause.since(),
                    pause.user(),
                    pause.reason(),
                    pause.commandState());
        }
    }

    @GetMapping("/api/stations")
    List<StationView> stations() throws SQLException {
        List<TableStatus> tables = receiver.tables();
        List<Pause> paused = pauses.all();
        return fleet.stations().stream()
                .map(station -> view(station, tables, paused))
                .toList();
    }

    private static StationView view(Station station, List<TableStatus> tables, List<Pause> paused) {
        return new StationView(
                station.code().value(),
                station.heartbeat().codes(),
                station.heartbeat().version(),
                station.spokeAt().toString(),
                station.heartbeat().seen(),
                Objects.requireNonNullElse(station.heartbeat().quarantined(), Map.of()),
                tables.stream()
                        .filter(table -> table.station().equals(station.code().value()))
                        .toList(),
                station.heartbeat().loads(),
                paused.stream()
                        .filter(pause -> pause.station().equals(station.code().value()))
                        .map(PauseView::of)
                        .toList());
    }
}
