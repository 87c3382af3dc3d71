package io.stationsync.center.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.wire.RangeReport;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CoverageTest {
    private static @Nullable JsonNode key(@Nullable Integer id) {
        return id == null
                ? null
                : TravellingRange.key("{\"id\":%d}".formatted(id).getBytes(StandardCharsets.UTF_8));
    }

    private static TravellingRange range(@Nullable Integer after, @Nullable Integer upTo) {
        return new TravellingRange(key(after), key(upTo));
    }

    private static RangeReport report(TravellingRange range, boolean last) {
        return new RangeReport(RangeReport.OP, 1, 1, range, 0, null, List.of(), List.of(), last, null);
    }

    private static boolean covers(List<TravellingRange> asked, TravellingRange... said) {
        Coverage coverage = new Coverage(asked);
        boolean covers = true;
        for (int i = 0; i < said.length; i++) {
            covers &= coverage.add(report(said[i], i == said.length - 1));
        }
        return covers;
    }

    @Test
    void chunks_that_follow_each_other_cover_a_table() {
        List<TravellingRange> whole = List.of(TravellingRange.WHOLE);

        assertThat(covers(whole, range(null, null))).isTrue();
        assertThat(covers(whole, range(null, 5), range(5, 9), range(9, null))).isTrue();
        assertThat(covers(whole, range(null, 5), range(6, null))).isFalse();
        assertThat(covers(whole, range(5, null))).isFalse();
        assertThat(covers(whole, range(null, 5))).isFalse();
        assertThat(covers(whole, range(null, null), range(null, null))).isFalse();
    }

    @Test
    void each_range_must_be_covered_to_its_end() {
        List<TravellingRange> asked = List.of(range(1, 5), range(5, 6), range(3, 4), range(9, null));

        assertThat(covers(asked, range(1, 5), range(5, 6), range(3, 4), range(9, null)))
                .isTrue();
        assertThat(covers(asked, range(1, 2), range(2, 5), range(5, 6), range(3, 4), range(9, 10), range(10, null)))
                .isTrue();
        assertThat(covers(asked, range(1, 5), range(3, 4), range(9, null))).isFalse();
        assertThat(covers(asked, range(1, 5), range(5, 6), range(9, null))).isFalse();
        assertThat(covers(asked, range(1, 5), range(5, 6), range(3, 4))).isFalse();
        assertThat(covers(asked, range(1, 2), range(5, 6), range(3, 4), range(9, null)))
                .isFalse();
    }

    @Test
    void a_chunk_that_ends_with_the_last_row_may_be_followed_by_one_without_rows() {
        List<TravellingRange> asked = List.of(range(1, 5), range(5, 6));

        assertThat(covers(asked, range(1, 5), range(5, 5), range(5, 6))).isTrue();
        assertThat(covers(List.of(range(1, 5)), range(1, 5), range(5, 5))).isTrue();
    }
}
