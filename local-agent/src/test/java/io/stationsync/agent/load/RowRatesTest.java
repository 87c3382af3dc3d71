package io.stationsync.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.wire.StationCommand.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RowRatesTest {
    private static final Job LOAD = new Job(Kind.RESYNC, "t");
    private static final Job VERIFICATION = new Job(Kind.VERIFY, "t");
    private static final Duration TOOK = Duration.ofMillis(100);

    private final RowRates rates = new RowRates(10_000, 50_000);

    @Test
    void rests_for_what_is_left_of_the_time_that_the_rows_may_take() {
        assertThat(rates.pause(LOAD, 5_000, TOOK, false)).isEqualTo(Duration.ofMillis(400));
        assertThat(rates.pause(LOAD, 5_000, TOOK, true)).isEqualTo(Duration.ofMillis(400));
        assertThat(rates.pause(LOAD, 100, TOOK, true)).isZero();
    }

    @Test
    void a_verification_rests_at_least_half_as_long_as_it_read() {
        assertThat(rates.pause(VERIFICATION, 10_000, TOOK, false)).isEqualTo(TOOK);
        assertThat(rates.pause(VERIFICATION, 100, TOOK, false)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void a_verification_beside_changes_reads_a_fifth_of_the_rows() {
        assertThat(rates.pause(VERIFICATION, 10_000, TOOK, true)).isEqualTo(Duration.ofMillis(900));
        assertThat(rates.pause(VERIFICATION, 100, TOOK, true)).isEqualTo(Duration.ofMillis(650));
    }

    @Test
    void without_a_limit_nothing_rests() {
        assertThat(new RowRates(0, 0).pause(LOAD, 10_000, TOOK, true)).isZero();
        assertThat(new RowRates(0, 0).pause(VERIFICATION, 10_000, TOOK, true)).isZero();
    }
}
