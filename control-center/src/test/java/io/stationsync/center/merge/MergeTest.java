package io.stationsync.center.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeTest {

    @Test
    void onlyTheColumnsThatTheStationChangedAreTouched() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("0", "s"), TablePolicy.DEFAULT);

        assertThat(merge.row()).isEqualTo(row("m", "s"));
        assertThat(merge.conflicts()).isEmpty();
    }

    @Test
    void aColumnThatTheMasterStillHasAsTheStationSawItIsTaken() {
        assertThat(Merge.of(row("0", "0"), row("0", "0"), row("s", "t"), TablePolicy.DEFAULT)
                        .row())
                .isEqualTo(row("s", "t"));
    }

    @Test
    void theSameNewValueOnBothSidesIsNoConflict() {
        Merge merge = Merge.of(row("x", "0"), row("0", "0"), row("x", "0"), TablePolicy.DEFAULT);

        assertThat(merge.row()).isEqualTo(row("x", "0"));
        assertThat(merge.conflicts()).isEmpty();
    }

    @Test
    void underControlWinsTheMastersValueStaysAndTheConflictIsNamed() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("s", "t"), TablePolicy.DEFAULT);

        assertThat(merge.row()).isEqualTo(row("m", "t"));
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void underStationWinsTheStationsValueIsTakenAndTheConflictIsNamed() {
        Merge merge = Merge.of(row("m", "0"), row("0", "0"), row("s", "0"), TablePolicy.of(Conflict.STATION_WINS));

        assertThat(merge.row()).isEqualTo(row("s", "0"));
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void theStampOfBothBecomesTheLaterOneAndIsNoConflict() {
        TablePolicy newest = TablePolicy.newestWins("b");

        assertThat(Merge.of(row("0", "3"), row("0", "1"), row("s", "2"), newest))
                .isEqualTo(new Merge(row("s", "3"), List.of(), false));
        assertThat(Merge.of(row("0", "2"), row("0", "1"), row("s", "3"), newest))
                .isEqualTo(new Merge(row("s", "3"), List.of(), false));
    }

    @Test
    void aStampThatOnlyTheStationChangedMayAlsoGoBack() {
        assertThat(Merge.of(row("0", "5"), row("0", "5"), row("0", "4"), TablePolicy.newestWins("b"))
                        .row())
                .isEqualTo(row("0", "4"));
    }

    @Test
    void underNewestWinsTheLaterRowIsTakenAndAnEqualOneIsNot() {
        TablePolicy newest = TablePolicy.newestWins("b");

        assertThat(Merge.of(row("m", "2"), row("0", "1"), row("s", "3"), newest))
                .isEqualTo(new Merge(row("s", "3"), List.of("a"), true));
        assertThat(Merge.of(row("m", "3"), row("0", "1"), row("s", "3"), newest))
                .isEqualTo(new Merge(row("m", "3"), List.of("a"), false));
    }

    @Test
    void mergedByRowEditsOfDifferentColumnsAreAConflictOfTheWholeRow() {
        TablePolicy byRow = TablePolicy.DEFAULT.withMerge(Granularity.ROW);
        TablePolicy stationByRow = TablePolicy.of(Conflict.STATION_WINS).withMerge(Granularity.ROW);

        assertThat(Merge.of(row("m", "0"), row("0", "0"), row("0", "s"), byRow))
                .isEqualTo(new Merge(row("m", "0"), List.of("a", "b"), false));
        assertThat(Merge.of(row("m", "0"), row("0", "0"), row("0", "s"), stationByRow))
                .isEqualTo(new Merge(row("0", "s"), List.of("a", "b"), true));
    }

    @Test
    void nullIsAValueLikeAnyOther() {
        Row current = row("0", "0").with(Map.of("a", Value.ofNull()));

        Merge merge = Merge.of(current, row("0", "0"), row("s", "0"), TablePolicy.DEFAULT);

        assertThat(merge.row().get("a")).isEqualTo(Value.ofNull());
        assertThat(merge.conflicts()).containsExactly("a");
    }

    @Test
    void whatTheMasterHasOfItsOwnStays() {
        Row current = row("0", "0").with(Map.of("master_id", Value.of(7)));

        Row merged = Merge.of(current, row("0", "0"), row("s", "0"), TablePolicy.DEFAULT)
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
