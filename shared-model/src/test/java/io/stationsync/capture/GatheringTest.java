package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final InputStream NOTHING = new ByteArrayInputStream(new byte[0]);
    private static final InputStream MORE = new ByteArrayInputStream(new byte[1]);

    private long now;
    private final Gathering gathering = new Gathering(now);

    @BeforeEach
    void first() throws IOException {
        assertThat(afterMillis(1_000, NOTHING)).isZero();
    }

    @Test
    void one_that_comes_alone_is_not_followed_by_a_pause() throws IOException {
        for (int transaction = 0; transaction < 10; transaction++) {
            assertThat(afterMillis(20, NOTHING)).isZero();
        }
    }

    @Test
    void a_stream_gathers() throws IOException {
        for (int transaction = 0; transaction < 10; transaction++) {
            assertThat(afterMillis(1, NOTHING)).isEqualTo(Gathering.PAUSE);
        }
    }

    @Test
    void a_stream_gathers_within_a_millisecond() throws IOException {
        now += 200_000;

        assertThat(gathering.afterTransaction(now, NOTHING)).isEqualTo(Gathering.PAUSE);
    }

    @Test
    void what_has_gathered_is_read_without_a_pause() throws IOException {
        gatherAtOnce(10);
    }

    @Test
    void a_backlog_is_read_without_a_pause() throws IOException {
        for (int transaction = 0; transaction < 10; transaction++) {
            assertThat(afterMillis(1, MORE)).isZero();
        }
    }

    @Test
    void several_after_a_pause_are_still_a_stream() throws IOException {
        gatherAtOnce(5);

        assertThat(afterMillis(Gathering.PAUSE.toMillis(), NOTHING)).isEqualTo(Gathering.PAUSE);
    }

    @Test
    void one_after_a_pause_is_none() throws IOException {
        assertThat(afterMillis(Gathering.PAUSE.toMillis(), NOTHING)).isZero();
    }

    private void gatherAtOnce(int transactions) throws IOException {
        for (int transaction = 0; transaction < transactions; transaction++) {
            assertThat(afterMillis(0, NOTHING))
                    .as("transaction %d", transaction)
                    .isZero();
        }
    }

    private Duration afterMillis(long millis, InputStream in) throws IOException {
        now += Duration.ofMillis(millis).toNanos();
        return gathering.afterTransaction(now, in);
    }
}
