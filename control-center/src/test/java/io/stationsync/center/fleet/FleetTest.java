package io.stationsync.center.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Alive;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTest {
    private final Fleet fleet = new Fleet();

    @Test
    void knowsTheColumnsThatATableHasOrHadAtAnyStation() {
        announce("ST001", table("sale", "id", "text"));
        announce("ST001", table("sale", "id", "note"));
        announce("ST002", table("sale", "id", "price"));
        announce("ST002", table("stock", "id", "place"));

        assertThat(fleet.columns("sale")).containsExactlyInAnyOrder("id", "text", "note", "price");
        assertThat(fleet.columns("unheard_of")).isEmpty();
    }

    @Test
    void knowsNoStationThatHasSaidOnlyThatItLives() {
        announce("ST001", table("sale", "id"));
        fleet.announced(new StationCode("ST001"), new Alive(7));
        fleet.announced(new StationCode("ST002"), new Alive(7));

        assertThat(fleet.stations()).isEmpty();
    }

    @Test
    void takesAStationThatLivesForWhatItsLastHeartbeatSaid() {
        StationCode code = new StationCode("ST001");
        Heartbeat heartbeat = new Heartbeat("a", "1", 5, List.of("X"), "code", 9, Map.of(), List.of(), Map.of(), null);

        fleet.announced(code, heartbeat);
        fleet.announced(code, new Alive(7));

        assertThat(fleet.station(code).orElseThrow().heartbeat()).isEqualTo(heartbeat.at(7));
    }

    private void announce(String station, TableSchema shape) {
        fleet.announced(new StationCode(station), shape.fingerprint(), shape);
    }

    private static TableSchema table(String name, String... columns) {
        return new TableSchema(
                name,
                Arrays.stream(columns)
                        .map(column -> new Column(column, "int(11)", null, true, null, false))
                        .toList(),
                List.of("id"));
    }
}
