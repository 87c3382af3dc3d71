package io.stationsync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    private final Repetition repetition = new Repetition();

    @Test
    void the_same_is_said_ever_more_rarely_but_never_falls_silent() {
        List<Integer> said = IntStream.rangeClosed(1, 1_000)
                .filter(time -> repetition.isWorthSaying("(conn=%d) nobody answers".formatted(time)))
                .boxed()
                .toList();

        assertThat(said).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768);
    }

    @Test
    void something_else_is_said_at_once() {
        repetition.isWorthSaying("nobody answers");
        repetition.isWorthSaying("nobody answers");
        assertThat(repetition.isWorthSaying("nobody answers")).isFalse();

        assertThat(repetition.isWorthSaying("too many connections")).isTrue();
        assertThat(repetition.isWorthSaying("nobody answers")).isTrue();
    }
}
