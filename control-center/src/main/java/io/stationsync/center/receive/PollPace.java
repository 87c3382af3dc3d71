package io.stationsync.center.receive;

import io.stationsync.engine.Deadline;
import io.stationsync.engine.Stop;
import java.time.Duration;

/**
 * How often to go through all partitions, of which there may be thousands. The consumer does so for each fetch, and Kafka too: where
 * they are many, the records of a steady stream gather for a moment. One that comes alone is read as it comes, and so is what waits
 * in bulk. The receiver does so in each round. Not thread-safe.
 */
final class PollPace {
    static final Duration SHORTEST_ROUND = Duration.ofMillis(200);
    static final Duration LONGEST_ROUND = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = SHORTEST_ROUND;

    /** What comes in bulk has paid for its fetch. */
    static final int ENOUGH = 500;

    private static final Duration PAUSE_PER_PARTITION = Duration.ofNanos(25_000);
    private static final Duration ROUND_PER_PARTITION = Duration.ofMillis(1);

    private int partitions;
    private Deadline next = Deadline.now();
    private Duration pause = Duration.ZERO;

    /** From now on there are so many. */
    void partitions(int count) {
        partitions = count;
    }

    /** How long after the last round the next one is due. */
    Duration round() {
        Duration round = shorter(ROUND_PER_PARTITION.multipliedBy(partitions), LONGEST_ROUND);
        return round.compareTo(SHORTEST_ROUND) < 0 ? SHORTEST_ROUND : round;
    }

    /**
     * A poll has ended.
     *
     * @param records that it found
     */
    void polled(int records) {
        boolean stream = records > 0 && records < ENOUGH;
        pause = stream ? shorter(PAUSE_PER_PARTITION.multipliedBy(partitions), LONGEST_PAUSE) : Duration.ZERO;
        next = Deadline.in(pause);
    }

    /** How long after the last poll the next one is due. */
    Duration pause() {
        return pause;
    }

    /** Waits until the next poll is due, or until the stop is requested. */
    void awaitPoll(Stop stop) {
        if (!next.hasPassed()) {
            stop.await(next.left());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
