package io.stationsync.agent.pause;

import io.stationsync.model.Seq;
import io.stationsync.wire.StationCommand;
import java.time.Instant;

/**
 * A table, or all that are not held back by themselves, of which less has been applied than of the return topic.
 *
 * @param table or {@link StationCommand#ALL_TABLES}
 * @param paused whether nothing of it is applied; otherwise it catches up
 * @param nextOffset of the return topic: the first message that has not been applied
 * @param last number of the last record before that
 * @param reason who wants it and why
 */
public record HeldBack(String table, boolean paused, long nextOffset, Seq last, String reason, Instant since) {

    public boolean isOfAll() {
        return table.equals(StationCommand.ALL_TABLES);
    }

    /** Applied up to there. */
    public HeldBack upTo(long offset, Seq seq) {
        return new HeldBack(table, paused, offset, seq, reason, since);
    }
}
