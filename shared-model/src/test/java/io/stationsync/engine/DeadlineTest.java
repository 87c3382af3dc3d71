package io.stationsync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void what_is_due_now_has_passed_and_what_is_due_later_has_not() {
        assertThat(Deadline.now().hasPassed()).isTrue();
        assertThat(Deadline.now().left()).isZero();
        Deadline tomorrow = Deadline.in(Duration.ofDays(1));
        assertThat(tomorrow.hasPassed()).isFalse();
        assertThat(tomorrow.left()).isBetween(Duration.ofHours(23), Duration.ofDays(1));
    }
}
