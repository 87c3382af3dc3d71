package io.stationsync.center.command;

import io.stationsync.engine.Deadline;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the receiver must not apply, looked up in the database from time to time. Used by the receiver's thread. */
public final class UpPauses {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Pauses pauses;
    private List<Pause> paused = List.of();
    private Deadline nextLook = Deadline.now();

    UpPauses(Pauses pauses) {
        this.pauses = pauses;
    }

    /** @return whether it has looked */
    public boolean lookIfDue() throws SQLException {
        if (!nextLook.hasPassed()) {
            return false;
        }
        paused = pauses.all().stream()
                .filter(pause -> pause.direction() == Direction.UP)
                .toList();
        nextLook = Deadline.in(INTERVAL);
        return true;
    }

    /** Since when, by whom and why the table stands still; empty if it does not. */
    public Optional<String> of(UpTopic topic) {
        return paused.stream()
                .filter(pause -> pause.station().equals(topic.station().value()) && pause.covers(topic.table()))
                .map(Pause::text)
                .findFirst();
    }
}
