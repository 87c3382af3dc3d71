package io.stationsync.capture;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Lets the transactions of a steady stream gather for a moment, so that many are read at once: to be woken for each costs the
 * station three times as much as to read it. One that comes alone is read as it comes. Not thread-safe.
 */
final class Gathering {
    static final Duration PAUSE = Duration.ofMillis(10);

    /** Transactions that follow each other within this time are a stream. */
    private static final Duration CLOSE = Duration.ofMillis(3);
    /** To look whether there is more is a call of the system. */
    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);

    private long lookedAt;
    private int read;

    /** @param now as of {@link System#nanoTime()} */
    Gathering(long now) {
        lookedAt = now;
    }

    /**
     * A transaction has been read to its end.
     *
     * @param now as before
     * @param in asked once in 100 µs at most, whether it holds more
     * @return how long to wait before reading on, often zero
     */
    Duration afterTransaction(long now, InputStream in) throws IOException {
        read++;
        long passed = now - lookedAt;
        if (passed < BETWEEN_LOOKS.toNanos()) {
            return Duration.ZERO;
        }
        boolean stream = passed < read * CLOSE.toNanos();
        lookedAt = now;
        read = 0;
        return stream && in.available() == 0 ? PAUSE : Duration.ZERO;
    }
}
