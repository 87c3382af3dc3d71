package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.util.List;

/** A station that a request is about and that has announced itself. */
record KnownStation(Station station) {

    /** @throws ApiException if there is none of that code */
    static KnownStation of(Fleet fleet, String code) {
        return fleet.stations().stream()
                .filter(known -> known.code().value().equals(code))
                .findFirst()
                .map(KnownStation::new)
                .orElseThrow(
                        () -> ApiException.notFound("station: %s (expected: one of %s)".formatted(code, codes(fleet))));
    }

    /** @throws ApiException also if it has no such table */
    static KnownStation withTable(Fleet fleet, String code, String table) {
        KnownStation known = of(fleet, code);
        if (known.station().table(table).isEmpty()) {
            throw ApiException.notFound("table: %s (expected: one that station %s has: %s)"
                    .formatted(
                            table,
                            code,
                            known.station().heartbeat().tables().stream()
                                    .map(TableSchema::table)
                                    .toList()));
        }
        return known;
    }

    private static List<String> codes(Fleet fleet) {
        return fleet.stations().stream()
                .map(Station::code)
                .map(StationCode::value)
                .sorted()
                .toList();
    }

    /** One that the station has. */
    TableSchema table(String name) {
        return station.table(name).orElseThrow();
    }

    StationCode code() {
        return station.code();
    }
}
