package io.stationsync.center.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.send.UnderWay;
import io.stationsync.center.verify.Difference.Kind;
import io.stationsync.center.verify.Run.Question;
import io.stationsync.center.verify.VerificationTable.Result;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import io.stationsync.wire.LoadArguments.Level;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RunTest {
    private final Run run = new Run(10);

    private static @Nullable JsonNode key(int id) {
        return TravellingRange.key("{\"id\":%d}".formatted(id).getBytes(StandardCharsets.UTF_8));
    }

    private static TravellingRange range(int after, int upTo) {
        return new TravellingRange(key(after), key(upTo));
    }

    private static RowKey rowKey(int id) {
        return new RowKey(Row.of(Map.of("id", Value.of(id))));
    }

    private static Difference difference(int id, String... columns) {
        return new Difference(rowKey(id), range(id - 1, id), Kind.DIFFERING, List.of(columns), "{}", "{}");
    }

    private static Map<RowKey, UnderWay> edited(int... ids) {
        Map<RowKey, UnderWay> edits = new HashMap<>();
        Arrays.stream(ids).forEach(id -> edits.put(rowKey(id), UnderWay.NOTHING));
        return edits;
    }

    private Question next() {
        return run.next().orElseThrow();
    }

    /** The digests of a group differ, and the station is asked for its rows. */
    private void lookAtRows() {
        run.differs(range(0, 100));
        assertThat(next()).isEqualTo(new Question(Level.ROWS, List.of(range(0, 100)), 0));
    }

    @Test
    void equal_digests_are_the_end_of_it() {
        run.compared(100);

        assertThat(run.next()).isEmpty();
        assertThat(run.result()).isEqualTo(new Result(100, 0, 0, 0, 0));
    }

    @Test
    void a_range_that_could_not_be_compared_is_asked_for_again_before_rows_are() {
        run.differs(range(0, 100));
        run.compareAgain(range(100, 200));
        run.compareAgain(range(200, 300));

        assertThat(next()).isEqualTo(new Question(Level.DIGESTS, List.of(range(100, 300)), 0));
        assertThat(next()).isEqualTo(new Question(Level.ROWS, List.of(range(0, 100)), 0));
    }

    @Test
    void a_row_that_differs_twice_in_the_same_way_is_found() {
        lookAtRows();
        run.looked(List.of(difference(7, "text"), difference(8, "text")), edited());
        assertThat(next()).isEqualTo(new Question(Level.ROWS, List.of(range(6, 8)), 1));
        run.looked(List.of(difference(7, "text")), edited());

        assertThat(run.next()).isEmpty();
        assertThat(run.differences()).containsExactly(difference(7, "text"));
        assertThat(run.result().differing()).isEqualTo(1);
    }

    @Test
    void a_row_that_differs_in_another_way_is_looked_at_again() {
        lookAtRows();
        run.looked(List.of(difference(7, "text")), edited());
        next();
        run.looked(List.of(difference(7, "price")), edited());
        assertThat(next().look()).isEqualTo(2);
        run.looked(List.of(difference(7, "price")), edited());

        assertThat(run.next()).isEmpty();
        assertThat(run.differences()).containsExactly(difference(7, "price"));
    }

    @Test
    void a_row_with_an_edit_that_the_station_has_not_seen_is_looked_at_until_it_has() {
        lookAtRows();
        run.looked(List.of(difference(7, "text")), edited(7));
        next();
        run.looked(List.of(difference(7, "text")), edited(7));
        next();
        run.looked(List.of(), edited());

        assertThat(run.next()).isEmpty();
        assertThat(run.differences()).isEmpty();
        assertThat(run.result().undecided()).isZero();
    }

    @Test
    void a_row_that_is_edited_all_the_time_is_left_undecided() {
        lookAtRows();
        Optional<Question> question;
        do {
            run.looked(List.of(difference(7, "text")), edited(7));
            question = run.next();
        } while (question.isPresent());

        assertThat(run.differences()).isEmpty();
        assertThat(run.result()).isEqualTo(new Result(0, 0, 0, 0, 1));
    }

    @Test
    void rows_beyond_the_limit_are_counted_and_not_kept() {
        lookAtRows();
        for (int id = 1; id <= 30; id++) {
            run.looked(List.of(difference(id, "text")), edited());
        }
        next();
        for (int id = 1; id <= 10; id++) {
            run.looked(List.of(difference(id, "text")), edited());
        }

        assertThat(run.next()).isEmpty();
        assertThat(run.differences()).hasSize(10);
        assertThat(run.result().differing()).isEqualTo(30);
    }
}
