package io.stationsync.center.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeTest {

    @Test
    void onlyTheColumnsThatTheStationChangedAreTouched() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("0", "s"), Conflict.CONTROL_WINS);

        assertThat(merge.row()).isEqualTo(row("m", "s"));
        assertThat(merge.conflicts()).isEmpty();
    }

    @Test
    void aColumnThatTheMasterStillHasAsTheStationSawItIsTaken() {
        assertThat(Merge.of(row("0", "0"), row("0", "0"), row("s", "t"), Conflict.CONTROL_WINS)
                        .row())
                .isEqualTo(row("s", "t"));
    }

    @Test
    void theSameNewValueOnBothSidesIsNoConflict() {
        Merge merge = Merge.of(row("x", "0"), row("0", "0"), row("x", "0"), Conflict.CONTROL_WINS);

        assertThat(merge.row()).isEqualTo(row("x", "0"));
        assertThat(merge.conflicts()).isEmpty();
    }

    @Test
    void underControlWinsTheMastersValueStaysAndTheConflictIsNamed() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("s", "t"), Conflict.CONTROL_WINS);

        assertThat(merge.row()).isEqualTo(row("m", "t"));
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void underStationWinsTheStationsValueIsTakenAndTheConflictIsNamed() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("s", "0"), Conflict.STATION_WINS);

        assertThat(merge.row()).isEqualTo(row("s", "0"));
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void nullIsAValueLikeAnyOther() {
        Row current = row("0", "0").with(Map.of("a", Value.ofNull()));

        Merge merge = Merge.of(current, row("0", "0"), row("s", "0"), Conflict.CONTROL_WINS);

        assertThat(merge.row().get("a")).isEqualTo(Value.ofNull());
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void whatTheMasterHasOfItsOwnStays() {
        Row current = row("0", "0").with(Map.of("master_id", Value.of(7)));

        Row merged = Merge.of(current, row("0", "0"), row("s", "0"), Conflict.CONTROL_WINS)
                .row();

        assertThat(merged.get("master_id")).isEqualTo(Value.of(7));
    }

    private static Row row(String a, String b) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("a", Value.of(a));
        values.put("b", Value.of(b));
        return Row.of(values);
    }
}
