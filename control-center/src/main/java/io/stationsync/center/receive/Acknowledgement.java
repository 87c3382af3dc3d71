package io.stationsync.center.receive;

import io.stationsync.database.Progress;
import io.stationsync.model.Seq;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.util.Optional;

/** What a heartbeat says of the records that the station had sent before it: whether it may acknowledge messages. */
final class Acknowledgement {
    private Acknowledgement() {}

    /**
     * @param upTopic the heartbeat speaks of every record of it up to its number there
     * @return the offset to store as seen; empty if it is stored already, or if records that the station sent before the
     *     heartbeat have not been applied: those may know less
     */
    static Optional<Long> due(Heartbeat heartbeat, String upTopic, UpPartition up) {
        long stored = up.progress().map(Progress::seen).orElse(-1L);
        long seen = heartbeat.allSeen().of(up.topic().table());
        if (seen <= stored) {
            return Optional.empty();
        }
        return isComplete(heartbeat, upTopic, up) ? Optional.of(seen) : Optional.empty();
    }

    /** Whether all that the station had sent before the heartbeat has been applied. */
    static boolean isComplete(Heartbeat heartbeat, String upTopic, UpPartition up) {
        Seq sent = sent(heartbeat, upTopic);
        Seq applied = up.seq();
        return sent.number() == 0 || applied.epoch() == sent.epoch() && applied.number() >= sent.number();
    }

    /** The last number that the station had given before the heartbeat, if it is one after the last that was applied. */
    static Optional<Seq> ahead(Heartbeat heartbeat, String upTopic, UpPartition up) {
        Seq sent = sent(heartbeat, upTopic);
        Seq applied = up.seq();
        boolean later =
                sent.epoch() > applied.epoch() || sent.epoch() == applied.epoch() && sent.number() > applied.number();
        return sent.number() > 0 && later ? Optional.of(sent) : Optional.empty();
    }

    private static Seq sent(Heartbeat heartbeat, String upTopic) {
        String text = heartbeat.seq().get(upTopic);
        return text == null ? Seq.NONE : Seq.parse(text);
    }
}
