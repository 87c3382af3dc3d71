package io.stationsync.engine;

import java.time.Duration;

/** A moment some time from now, by a clock that nobody sets: what is due then is due, whatever the machine's time is. Immutable. */
public final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** It has passed. */
    public static Deadline now() {
        return in(Duration.ZERO);
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean hasPassed() {
        return System.nanoTime() - nanos >= 0;
    }

    /** How long until then; zero if it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}
