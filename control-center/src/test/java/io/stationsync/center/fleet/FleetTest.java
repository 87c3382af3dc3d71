package io.stationsync.center.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.util.Arrays;
import java.util.List;
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
