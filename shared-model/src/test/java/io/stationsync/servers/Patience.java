package io.stationsync.servers;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a server to answer. */
final class Patience {
    private static final Duration STEP = Duration.ofMillis(25);

    private Patience() {}

    /**
     * Asks every 25 ms until it is true.
     *
     * @param stillPossible checked each time, so that a dead process is not waited for
     * @param failure what to say if it does not become true
     */
    static void until(
            BooleanSupplier isReady, BooleanSupplier stillPossible, Duration patience, Supplier<String> failure) {
        long end = System.nanoTime() + patience.toNanos();
        while (!isReady.getAsBoolean()) {
            if (!stillPossible.getAsBoolean() || System.nanoTime() > end) {
                throw new IllegalStateException(failure.get());
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(STEP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a server", e);
        }
    }
}
