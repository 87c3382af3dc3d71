package io.stationsync.agent.load;

import io.stationsync.wire.StationCommand.Kind;
import java.time.Duration;

/**
 * The most rows to read in a second; 0 for as many as possible.
 *
 * @param load to send them
 * @param verify to compare them
 */
public record RowRates(int load, int verify) {
    private static final int CHUNKS_PER_SECOND = 10;
    private static final int SLOWER_BESIDE = 5;

    /** The most rows of a chunk: where a load is limited, live changes wait at the center for a tenth of a second's rows at most. */
    int ofChunk(Job job) {
        boolean limited = job.kind() == Kind.RESYNC && load > 0;
        return limited ? Math.max(1, load / CHUNKS_PER_SECOND) : Integer.MAX_VALUE;
    }

    /**
     * How long to rest after rows have been read. A verification, which can wait, rests at least half as long as reading took.
     *
     * @param beside others write: a verification reads a fifth of the rows then, because each statement beside it takes longer
     */
    Duration pause(Job job, int rows, Duration took, boolean beside) {
        boolean verifies = job.kind() == Kind.VERIFY;
        int rowsPerSecond = verifies ? verify : load;
        if (rowsPerSecond == 0) {
            return Duration.ZERO;
        }
        Duration planned = Duration.ofNanos(rows * 1_000_000_000L / rowsPerSecond);
        if (!verifies) {
            return max(planned.minus(took), Duration.ZERO);
        }
        Duration pause = max(planned.minus(took), took.dividedBy(2));
        return beside ? pause.plus(took).multipliedBy(SLOWER_BESIDE).minus(took) : pause;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
