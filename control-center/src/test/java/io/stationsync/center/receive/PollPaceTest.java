package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollPaceTest {
    private static final int STATIONS = 1_000;
    private static final int MANY = 1_000_000;

    private final PollPace pace = new PollPace();

    @Test
    void the_records_of_many_partitions_gather() {
        pace.partitions(STATIONS);
        pace.polled(1);

        assertThat(pace.pause()).isEqualTo(Duration.ofMillis(25));
    }

    @Test
    void those_of_a_few_wait_for_nothing_that_can_be_felt() {
        pace.partitions(20);
        pace.polled(1);

        assertThat(pace.pause()).isLessThan(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PollPace.ENOUGH})
    void nothing_follows_a_poll_that_found_nothing_or_a_backlog(int records) {
        pace.partitions(STATIONS);
        pace.polled(1);
        pace.polled(records);

        assertThat(pace.pause()).isZero();
    }

    @Test
    void however_many_there_are_no_record_waits_long() {
        pace.partitions(MANY);
        pace.polled(1);

        assertThat(pace.pause()).isEqualTo(PollPace.LONGEST_PAUSE);
        assertThat(pace.round()).isEqualTo(PollPace.LONGEST_ROUND);
    }

    @Test
    void rounds_are_the_rarer_the_more_there_is_to_look_at() {
        assertThat(pace.round()).isEqualTo(PollPace.SHORTEST_ROUND);

        pace.partitions(STATIONS);

        assertThat(pace.round()).isEqualTo(Duration.ofSeconds(1));
    }
}
