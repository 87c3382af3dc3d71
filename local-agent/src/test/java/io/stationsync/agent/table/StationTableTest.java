package io.stationsync.agent.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StationTableTest {
    private static final TableSchema SCHEMA = new TableSchema(
            "orders",
            List.of(
                    column("no", "int(11)", false, null),
                    column("text", "varchar(9)", true, "concat(`secret`,'x')"),
                    column("secret", "varchar(9)", false, null),
                    column("state", "varchar(9)", true, "'open'"),
                    new Column("twice", "int(11)", null, true, null, true)),
            List.of("no"));

    private static final Selection SELECTION = new Selection(
            Set.of("secret"),
            Map.of("no", "id", "state", "status"),
            Optional.of(new RowExpression("state != 'draft'")));

    private static final StationTable TABLE = StationTable.of(SCHEMA, "code", SELECTION);

    private static Column column(String name, String type, boolean nullable, @Nullable String defaultValue) {
        return new Column(name, type, null, nullable, defaultValue, false);
    }

    private static Row row(int no, String text, String secret, String state) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("no", Value.of(no));
        values.put("text", Value.of(text));
        values.put("secret", Value.of(secret));
        values.put("state", Value.of(state));
        values.put("twice", Value.of(2L * no));
        return Row.of(values);
    }

    private static Row travelling(int id, String text, String status) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of(text));
        values.put("status", Value.of(status));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    private static Optional<RowChange> travels(RowChange change) {
        return TABLE.travelling(change, "ST001");
    }

    @Test
    void theCenterKnowsTheTableUnderItsOwnNamesAndWithoutWhatIsExcluded() {
        assertThat(TABLE.announced().columnNames()).containsExactly("id", "text", "status");
        assertThat(TABLE.announced().primaryKey()).containsExactly("id");
        assertThat(TABLE.announced().column("text").orElseThrow().defaultValue())
                .isNull();
        assertThat(TABLE.announced().column("status").orElseThrow().defaultValue())
                .isEqualTo("'open'");
    }

    @Test
    void aRowThatEntersIsInsertedAndOneThatLeavesIsDeleted() {
        Row in = row(1, "a", "s", "open");
        Row out = row(1, "b", "s", "draft");

        assertThat(travels(RowChange.insert(in))).contains(RowChange.insert(travelling(1, "a", "open")));
        assertThat(travels(RowChange.insert(out))).isEmpty();
        assertThat(travels(RowChange.update(out, in))).contains(RowChange.insert(travelling(1, "a", "open")));
        assertThat(travels(RowChange.update(in, out))).contains(RowChange.delete(travelling(1, "a", "open")));
        assertThat(travels(RowChange.update(out, row(1, "c", "s", "draft")))).isEmpty();
        assertThat(travels(RowChange.delete(in))).contains(RowChange.delete(travelling(1, "a", "open")));
        assertThat(travels(RowChange.delete(out))).isEmpty();
    }

    @Test
    void aChangeOfExcludedOrComputedColumnsAloneDoesNotTravel() {
        assertThat(travels(RowChange.update(row(1, "a", "s", "open"), row(1, "a", "t", "open"))))
                .isEmpty();
        assertThat(travels(RowChange.update(row(1, "a", "s", "open"), row(1, "b", "t", "open"))))
                .contains(RowChange.update(travelling(1, "a", "open"), travelling(1, "b", "open")));
    }

    @Test
    void aColumnThatTheTableNoLongerHasMayBeTheExcludedOneAndStaysHere() {
        Row older = row(1, "a", "s", "open").with(Map.of("old_secret", Value.of("s")));

        assertThat(travels(RowChange.insert(older))).contains(RowChange.insert(travelling(1, "a", "open")));
    }

    @Test
    void whatTheCenterItselfTakesOutOfTheSelectionGoesThereAsItIsNow() {
        Row in = row(1, "a", "s", "open");
        Row out = row(1, "b", "s", "draft");

        assertThat(TABLE.takenOut(RowChange.update(in, out), "ST001"))
                .contains(RowChange.delete(travelling(1, "b", "draft")));
        assertThat(TABLE.takenOut(RowChange.insert(out), "ST001"))
                .contains(RowChange.delete(travelling(1, "b", "draft")));
        assertThat(TABLE.takenOut(RowChange.update(in, row(1, "b", "s", "open")), "ST001"))
                .isEmpty();
        assertThat(TABLE.takenOut(RowChange.delete(in), "ST001")).isEmpty();
    }

    @Test
    void aRowFromTheCenterComesBackUnderTheStationsNames() {
        Row arrived = travelling(1, "a", "open").with(Map.of("secret", Value.of("theirs")));

        Row stored = TABLE.stored(arrived);

        assertThat(stored.columns().names()).containsExactly("no", "text", "state", "code");
        assertThat(stored.get("no")).isEqualTo(Value.of(1));
        assertThat(TABLE.stored(List.of("status", "text"))).containsExactly("state", "text");
    }

    static List<List<Object>> wrong() {
        return List.of(
                List.of(
                        new Selection(Set.of("secrets"), Map.of(), Optional.empty()),
                        "exclude names the column secrets"),
                List.of(new Selection(Set.of("no"), Map.of(), Optional.empty()), "expected: none of the primary key"),
                List.of(new Selection(Set.of("state"), Map.of(), Optional.empty()), "nor state: they say which row"),
                List.of(
                        new Selection(Set.of(), Map.of("texts", "t"), Optional.empty()),
                        "columns names the column texts (expected: one that the table has"),
                List.of(
                        new Selection(Set.of("text"), Map.of("text", "t"), Optional.empty()),
                        "columns names the column text (expected: one that the table has and that travels)"),
                List.of(
                        new Selection(Set.of(), Map.of("text", "SECRET"), Optional.empty()),
                        "are both named secret at the center"),
                List.of(new Selection(Set.of(), Map.of("state", "x"), Optional.empty()), "columns renames state"),
                List.of(
                        new Selection(Set.of(), Map.of(), Optional.of(new RowExpression("twice > 2"))),
                        "rows: names the column twice at character 1"));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(List<Object> selectionAndProblem) {
        Selection selection = (Selection) selectionAndProblem.get(0);

        assertThat(selection.problems(StationTable.stored(SCHEMA), "state"))
                .singleElement()
                .asString()
                .contains((String) selectionAndProblem.get(1));
    }

    @Test
    void namesMayBeSwapped() {
        assertThat(new Selection(Set.of(), Map.of("text", "secret", "secret", "text"), Optional.empty())
                        .problems(StationTable.stored(SCHEMA), "code"))
                .isEmpty();
    }
}
