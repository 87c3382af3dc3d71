package io.stationsync.transport;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next Kafka transaction may be committed. A transaction costs as much as some ten rows, at Kafka and here, so where rows
 * come in a steady stream each waits a little for those that follow: the longer, the more the last one held. A row that comes
 * alone waits for nothing, nor does what comes in bulk, and no row waits longer than {@link #LONGEST}. Confined to the sender's
 * thread.
 */
final class Pace {
    static final Duration LONGEST = Duration.ofMillis(50);

    /** Short enough that up to a few hundred rows per second go as they come. */
    private static final Duration PER_ROW = Duration.ofMillis(2);

    /** What comes in bulk has paid for its transaction, and whoever reads it must not wait for nothing. */
    static final int ENOUGH = 500;

    private Instant next = Instant.MIN;

    /** How long the rows at hand are to wait for others; zero if they are not. */
    Duration left(Instant now) {
        if (!now.isBefore(next)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, next);
        // More is left only where the clock was set back.
        return left.compareTo(LONGEST) > 0 ? Duration.ZERO : left;
    }

    /** @param rows of the transaction that has just been committed */
    void committed(int rows, Instant now) {
        Duration pause = rows < ENOUGH ? PER_ROW.multipliedBy(rows) : Duration.ZERO;
        next = now.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }
}
