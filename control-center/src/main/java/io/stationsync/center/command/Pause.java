package io.stationsync.center.command;

import io.stationsync.wire.StationCommand;
import java.time.Instant;

/**
 * Something that an operator has paused.
 *
 * @param table or {@link StationCommand#ALL_TABLES}
 * @param commandState up: {@code done}; down: how far the station is with the command, such as {@code sent}
 */
public record Pause(
        String station,
        String table,
        Direction direction,
        String user,
        String reason,
        Instant since,
        String commandState) {

    /** Whether it is about that table. */
    boolean covers(String other) {
        return table.equals(StationCommand.ALL_TABLES) || table.equals(other);
    }

    /** For people. */
    public String text() {
        return "since %s by %s: %s".formatted(since, user, reason);
    }
}
