package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.EditBook.Commit;
import io.stationsync.demo.EditBook.Lost;
import io.stationsync.demo.EditedRow.Side;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EditBookTest {
    private static final RowAddress ROW = new RowAddress("ST001", "t", "id=1,code=ST001");
    private static final Map<String, String> BEGINNING = row("first", "a0", "b0");

    private final EditBook book = new EditBook();
    private Map<String, String> data = Map.of();
    private List<StoredConflict> conflicts = List.of();

    private static Map<String, String> row(String born, String a, String b) {
        return Map.of("born", born, "a", a, "b", b);
    }

    private void inserted() {
        done("s1", Side.STATION, null, BEGINNING);
        data = BEGINNING;
    }

    private void done(
            String name, Side side, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
        book.note(List.of(new Edit(name, side, ROW, before, after)), Commit.DONE);
    }

    private void maybe(
            String name, Side side, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
        book.note(List.of(new Edit(name, side, ROW, before, after)), Commit.MAYBE);
    }

    private List<String> lost() {
        return book.lost(data.isEmpty() ? Map.of() : Map.of(ROW, data), Map.of(ROW, conflicts)).stream()
                .map(EditBookTest::text)
                .toList();
    }

    private static String text(Lost lost) {
        return lost.edit().name() + ": " + lost.what();
    }

    private static StoredConflict conflict(
            String outcome,
            String overruled,
            @Nullable Map<String, String> base,
            @Nullable Map<String, String> station,
            @Nullable Map<String, String> control) {
        return new StoredConflict(outcome, overruled, base, station, control);
    }

    @Test
    void a_value_in_the_data_is_found() {
        inserted();
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_value_that_is_nowhere_is_lost() {
        inserted();
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        done("c1", Side.CENTER, BEGINNING, row("first", "a1", "b1"));
        data = row("first", "a1", "b1");
        assertThat(lost()).containsExactly("s2: a = 'a2'");
    }

    @Test
    void a_value_of_the_side_that_was_overruled_is_found_in_its_record() {
        inserted();
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        done("c1", Side.CENTER, BEGINNING, row("first", "a1", "b0"));
        data = row("first", "a1", "b0");
        conflicts = List.of(conflict("control-kept", "station", BEGINNING, row("first", "a2", "b0"), data));
        assertThat(lost()).isEmpty();

        data = row("first", "a2", "b0");
        assertThat(lost()).as("kept as the winner's is not kept").containsExactly("c1: a = 'a1'");
    }

    @Test
    void a_value_in_another_column_of_a_record_is_lost() {
        inserted();
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        done("c1", Side.CENTER, BEGINNING, row("first", "a1", "b0"));
        data = row("first", "a1", "b0");
        conflicts = List.of(conflict("control-kept", "station", BEGINNING, row("first", "a0", "a2"), data));
        assertThat(lost()).containsExactly("s2: a = 'a2'");
    }

    @Test
    void a_value_is_found_if_an_edit_at_either_side_has_replaced_it_knowingly() {
        inserted();
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        done("c1", Side.CENTER, row("first", "a2", "b0"), row("first", "a3", "b0"));
        data = row("first", "a3", "b0");
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_value_that_an_edit_has_read_and_kept_is_not_replaced_by_it() {
        inserted();
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        done("c1", Side.CENTER, row("first", "a2", "b0"), row("first", "a2", "b1"));
        data = row("first", "a0", "b1");
        assertThat(lost()).containsExactly("s2: a = 'a2'");
    }

    @Test
    void of_an_edit_with_a_broken_commit_nothing_is_demanded_and_what_it_had_read_is_replaced() {
        inserted();
        maybe("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        data = row("first", "a3", "b0");
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_deleted_row_takes_its_values_with_it() {
        inserted();
        done("s2", Side.STATION, BEGINNING, null);
        data = Map.of();
        assertThat(lost()).isEmpty();
    }

    @Test
    void an_edit_that_the_delete_did_not_know_is_lost_unless_it_is_on_record() {
        inserted();
        done("c1", Side.CENTER, BEGINNING, row("first", "a1", "b0"));
        done("s2", Side.STATION, BEGINNING, null);
        data = Map.of();
        assertThat(lost()).containsExactly("c1: a = 'a1'");

        conflicts = List.of(conflict("row-deleted", "control", BEGINNING, null, row("first", "a1", "b0")));
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_delete_of_the_center_is_lost_if_the_row_is_back_without_a_record_of_what_was_deleted() {
        inserted();
        done("c1", Side.CENTER, BEGINNING, null);
        done("s2", Side.STATION, BEGINNING, row("first", "a0", "b2"));
        data = row("first", "a0", "b2");
        assertThat(lost()).containsExactly("c1: the delete");

        conflicts = List.of(conflict("row-restored", "control", row("first", "a0", "b1"), data, null));
        assertThat(lost()).as("of another delete").containsExactly("c1: the delete");

        conflicts = List.of(conflict("row-restored", "control", BEGINNING, data, null));
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_delete_of_the_center_is_lost_though_the_row_was_only_seen_there_in_between() {
        inserted();
        done("c1", Side.CENTER, BEGINNING, null);
        done("c2", Side.CENTER, BEGINNING, row("first", "a2", "b0"));
        done("s2", Side.STATION, row("first", "a2", "b0"), null);
        data = Map.of();
        assertThat(lost()).containsExactly("c1: the delete");
    }

    @Test
    void a_delete_is_not_lost_if_the_row_is_another_one() {
        inserted();
        done("c1", Side.CENTER, BEGINNING, null);
        done("s2", Side.STATION, BEGINNING, null);
        done("s3", Side.STATION, null, row("second", "a3", "b3"));
        data = row("second", "a3", "b3");
        assertThat(lost()).isEmpty();
    }

    @Test
    void an_operators_undo_in_one_transaction_is_no_delete() {
        inserted();
        done("c1", Side.CENTER, BEGINNING, row("second", "a1", "b1"));
        data = BEGINNING;
        conflicts = List.of(conflict("station-applied", "control", null, BEGINNING, row("second", "a1", "b1")));
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_delete_of_the_station_is_lost_if_the_row_is_there_and_the_station_has_not_seen_it_again() {
        inserted();
        done("s2", Side.STATION, BEGINNING, null);
        assertThat(lost()).containsExactly("s2: the delete");

        done("s3", Side.STATION, BEGINNING, row("first", "a3", "b0"));
        data = row("first", "a3", "b0");
        assertThat(lost()).isEmpty();
    }

    @Test
    void a_record_of_an_undone_delete_is_unfounded_if_the_station_made_the_delete() {
        inserted();
        done("s2", Side.STATION, BEGINNING, null);
        conflicts = List.of(conflict("row-restored", "control", BEGINNING, row("second", "a3", "b3"), null));
        assertThat(book.unfounded(Map.of(ROW, conflicts))).hasSize(1);

        maybe("c1", Side.CENTER, BEGINNING, null);
        assertThat(book.unfounded(Map.of(ROW, conflicts))).isEmpty();
    }

    @Test
    void the_history_tells_the_edits_of_a_row_in_order() {
        inserted();
        Edit delete = new Edit("c1", Side.CENTER, ROW, BEGINNING, null);
        book.note(List.of(delete), Commit.MAYBE);
        done("s2", Side.STATION, BEGINNING, row("first", "a2", "b0"));
        assertThat(book.history(delete).lines().map(line -> line.substring(line.indexOf(' ') + 1)))
                .containsExactly(
                        "s1 at the STATION: null -> {a=a0, b=b0, born=first}",
                        "c1 at the CENTER: {a=a0, b=b0, born=first} -> null (perhaps)",
                        "s2 at the STATION: {a=a0, b=b0, born=first} -> {a=a2, b=b0, born=first}");
        assertThat(book.count(Commit.DONE)).isEqualTo(2);
        assertThat(book.count(Commit.MAYBE)).isEqualTo(1);
    }
}
