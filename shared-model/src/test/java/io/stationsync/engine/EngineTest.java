package io.stationsync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final EngineStatus status = new EngineStatus("test", Clock.systemUTC());

    @Test
    void aSessionThatFailsIsFollowedByAnother() throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        try (Engine engine = new Engine(status, stop -> {
            sessions.incrementAndGet();
            third.countDown();
            throw new IllegalStateException("no luck");
        })) {
            engine.start();

            assertThat(third.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(status.current().lastError()).isEqualTo("IllegalStateException: no luck");
        }
        assertThat(status.state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aFencedSessionIsTheLast() throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        Engine engine = new Engine(status, stop -> {
            sessions.incrementAndGet();
            throw new EngineException(State.FENCED, "taken over");
        });
        engine.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> status.state() == State.FENCED);
        engine.close();

        assertThat(sessions).hasValue(1);
        assertThat(status.state()).isEqualTo(State.FENCED);
        assertThat(status.current().lastError()).isEqualTo("taken over");
    }

    @Test
    void closingEndsARunningSessionInOrder() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Engine engine = new Engine(status, stop -> {
            running.countDown();
            while (!stop.isRequested()) {
                stop.await(Duration.ofSeconds(60));
            }
        });
        engine.start();
        assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();

        engine.close();

        assertThat(status.state()).isEqualTo(State.STOPPED);
    }

    @Test
    void theSameStateKeepsItsSinceAndTheSameErrorIsNoNews() {
        assertThat(status.set(State.RETRYING, "away")).isTrue();
        var since = status.current().since();

        assertThat(status.set(State.RETRYING, "away")).isFalse();
        assertThat(status.current().since()).isEqualTo(since);
        assertThat(status.set(State.RETRYING, "still away")).isTrue();
    }
}
