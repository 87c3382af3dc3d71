package io.stationsync.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for conditions by asking again and again: the only place here that sleeps. */
public final class Waiting {
    private static final Duration STEP = Duration.ofMillis(200);

    private Waiting() {}

    /**
     * Asks until there is no obstacle.
     *
     * @param what for the message, as in {@code the agent of ST001 is healthy}
     * @param obstacle what is still in the way, empty when nothing is; asked at least once. What it throws ends the waiting.
     * @throws IllegalStateException if the last answer still named an obstacle
     */
    public static void until(String what, Duration patience, Supplier<Optional<String>> obstacle) {
        long end = System.nanoTime() + patience.toNanos();
        Optional<String> last = obstacle.get();
        while (last.isPresent()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Not within %d s: %s. %s".formatted(patience.toSeconds(), what, last.get()));
            }
            pause(STEP);
            last = obstacle.get();
        }
    }

    /** Lets time pass. */
    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
