package io.stationsync.agent.load;

import java.time.Duration;

/**
 * How many rows the next chunk of a table has: as many as are read in the time that live changes may wait for them, and no more
 * than there is memory for, going by the last chunk. Confined to the loader's thread.
 */
final class ChunkSize {
    private static final int FIRST = 100;
    private static final int LEAST = 100;
    private static final int MOST = 10_000;
    private static final Duration TARGET = Duration.ofMillis(100);

    private int rows = FIRST;

    int rows() {
        return rows;
    }

    /**
     * A chunk of so many rows took this long. Never grows to more than twice of them, or shrinks to less than half at once because
     * of the time.
     *
     * @param bytes of all of them. The server sends the rows of a chunk even if they are too large to be taken
     */
    void took(int read, long bytes, Duration time) {
        double factor = (double) TARGET.toNanos() / Math.max(1, time.toNanos());
        double inTime = Math.max(LEAST, read * Math.max(0.5, Math.min(2, factor)));
        double inMemory = (double) Snapshot.MOST_BYTES * read / Math.max(1, bytes);
        rows = (int) Math.max(1, Math.min(MOST, Math.min(inTime, inMemory)));
    }
}
