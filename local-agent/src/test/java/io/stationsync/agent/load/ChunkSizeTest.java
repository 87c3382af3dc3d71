package io.stationsync.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizeTest {
    private static final Duration FAST = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int SMALL = 30;
    private static final int LARGE = 300_000;

    private final ChunkSize size = new ChunkSize();

    private void read(int rows, int bytesOfEach, Duration time) {
        size.took(rows, (long) rows * bytesOfEach, time);
    }

    @Test
    void grows_to_twice_of_small_rows_at_a_time_and_no_further_than_ten_thousand() {
        read(100, SMALL, FAST);
        assertThat(size.rows()).isEqualTo(200);

        read(9_000, SMALL, FAST);
        assertThat(size.rows()).isEqualTo(10_000);
    }

    @Test
    void shrinks_to_half_where_reading_takes_long_and_no_further_than_a_hundred() {
        read(1_000, SMALL, SLOW);
        assertThat(size.rows()).isEqualTo(500);

        read(150, SMALL, SLOW);
        assertThat(size.rows()).isEqualTo(100);
    }

    @Test
    void asks_for_no_more_large_rows_than_there_is_memory_for() {
        read(14, LARGE, FAST);
        assertThat(size.rows()).isEqualTo(13);

        read(13, LARGE, FAST);
        assertThat(size.rows()).isEqualTo(13);

        read(1, 16_000_000, SLOW);
        assertThat(size.rows()).isEqualTo(1);
    }

    @Test
    void grows_again_where_rows_are_small_again() {
        read(1, 16_000_000, FAST);

        read(1, SMALL, FAST);

        assertThat(size.rows()).isEqualTo(100);
    }
}
