package io.stationsync.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Pace pace = new Pace();

    @Test
    void the_first_rows_wait_for_nothing() {
        assertThat(pace.left(NOW)).isZero();
    }

    @Test
    void a_row_that_comes_alone_waits_for_nothing() {
        pace.committed(1, NOW);

        assertThat(pace.left(NOW.plusMillis(20))).isZero();
    }

    @Test
    void rows_wait_the_longer_the_more_came_before() {
        pace.committed(3, NOW);
        Duration afterFew = pace.left(NOW);
        pace.committed(12, NOW);

        assertThat(afterFew).isPositive().isLessThan(pace.left(NOW));
    }

    @Test
    void no_row_waits_longer_than_that() {
        pace.committed(Pace.ENOUGH - 1, NOW);

        assertThat(pace.left(NOW)).isEqualTo(Pace.LONGEST);
        assertThat(pace.left(NOW.plus(Pace.LONGEST))).isZero();
    }

    @Test
    void what_has_passed_already_counts() {
        pace.committed(Pace.ENOUGH - 1, NOW);

        assertThat(pace.left(NOW.plusMillis(20))).isEqualTo(Pace.LONGEST.minusMillis(20));
    }

    @Test
    void what_comes_in_bulk_waits_for_nothing() {
        pace.committed(Pace.ENOUGH, NOW);

        assertThat(pace.left(NOW)).isZero();
    }

    @Test
    void a_clock_that_is_set_back_keeps_nobody_waiting() {
        pace.committed(Pace.ENOUGH - 1, NOW);

        assertThat(pace.left(NOW.minusSeconds(3_600))).isZero();
    }
}
