package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutAnyEverythingIsMeasuredThreeTimes() {
        Options options = Options.parse();

        assertThat(Scenario.of(options).keySet()).containsExactlyElementsOf(Scenario.NAMES);
        assertThat(options.runs()).isEqualTo(3);
        assertThat(options.stations()).containsExactly(1, 10, 100, 1_000);
        assertThat(options.connectClassPath()).isEmpty();
    }

    @Test
    void sizesGivenWinOverThoseOfAQuickRun() {
        Options options = Options.parse("--rows=5000", "--quick", "--stations=2,4", "idle", "down");

        assertThat(options.rows()).isEqualTo(5_000);
        assertThat(options.runs()).isEqualTo(1);
        assertThat(options.stations()).containsExactly(2, 4);
        assertThat(Scenario.of(options).keySet()).containsExactly("down", "idle");
    }

    @Test
    void aloneThereIsNoRival() {
        Options options = Options.parse("--connect=a.jar", "--alone");

        assertThat(options.replication()).isFalse();
        assertThat(options.connectClassPath()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamedWithWhatIsExpected() {
        assertThatThrownBy(() -> Options.parse("upward"))
                .hasMessageStartingWith("scenario: upward (expected: one of [inserts, single, ");
        assertThatThrownBy(() -> Options.parse("--fast")).hasMessageStartingWith("--fast (expected: --quick, ");
        assertThatThrownBy(() -> Options.parse("--rows=many")).hasMessage("--rows=many (expected: a whole number)");
        assertThatThrownBy(() -> Options.parse("--runs=0")).hasMessage("--runs: 0 (expected: at least 1)");
    }
}
