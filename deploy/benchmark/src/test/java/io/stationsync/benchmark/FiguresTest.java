package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void a_percentile_is_one_of_the_values() {
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Figures.percentile(List.of(3.0, 1.0, 2.0), 99)).isEqualTo(3.0);
    }

    @Test
    void a_mean_has_an_error() {
        assertThat(Figures.mean(List.of(2.0, 4.0, 4.0, 6.0))).isEqualTo(4.0);
        // The standard deviation of the sample, 1.633, by the root of four values.
        assertThat(Figures.standardError(List.of(2.0, 4.0, 4.0, 6.0))).isCloseTo(0.816, within(0.001));
        assertThat(Figures.standardError(List.of(1.0, 1.0))).isZero();
    }
}
