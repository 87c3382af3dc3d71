package io.stationsync.wire;

import java.time.Clock;
import java.time.Duration;

/**
 * Where a message is on its return topic, as both ends store and acknowledge it: Kafka's offset plus the base of the topic.
 * The topic as it was first made has base 0; each time that it is made anew, it gets a larger base, so that numbers rise though
 * Kafka begins again at 0, and no old acknowledgement holds for a new message.
 */
public final class ReturnOffset {
    private static final int OFFSET_BITS = 36;
    private static final long STEP = 1L << OFFSET_BITS;

    private ReturnOffset() {}

    /** Of a topic that was made anew: larger than that of the one before, also where that is no longer known. */
    public static long newBase(long before, Clock clock) {
        long minutes = clock.millis() / Duration.ofMinutes(1).toMillis();
        return Math.max(before + STEP, minutes << OFFSET_BITS);
    }

    /** Of the topic after that of the offset, as long as its own base is not known. */
    public static long nextBase(long offset) {
        return base(offset) + STEP;
    }

    public static long base(long offset) {
        return offset < 0 ? 0 : offset & -STEP;
    }

    /** Kafka's own number of it. */
    public static long inKafka(long offset) {
        return offset < 0 ? offset : offset & (STEP - 1);
    }
}
