package io.stationsync.agent.load;

import java.time.Duration;

/**
 * How many rows the next chunk has: as many as are read in the time that live changes may wait for them. Confined to the
 * loader's thread.
 */
final class ChunkSize {
    private static final int FIRST = 500;
    private static final int LEAST = 100;
    private static final int MOST = 10_000;
    private static final Duration TARGET = Duration.ofMillis(100);

    private int rows = FIRST;

    int rows() {
        return rows;
    }

    /** A chunk of so many rows took this long. Never grows to more than twice of them or shrinks to less than half at once. */
    void took(int read, Duration time) {
        double factor = (double) TARGET.toNanos() / Math.max(1, time.toNanos());
        rows = (int) Math.max(LEAST, Math.min(MOST, read * Math.max(0.5, Math.min(2, factor))));
    }
}
