package io.stationsync.agent.command;

import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StationCommand.Heading;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.UndecodableRecordException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command of the center as it arrived.
 *
 * @param command empty if it is none that this version knows
 */
public record GivenCommand(Heading heading, Optional<StationCommand> command) {

    /** @throws UndecodableRecordException if it is none of any version */
    public static GivenCommand read(byte @Nullable [] value) {
        if (value == null) {
            throw new UndecodableRecordException("value: none (expected: a command)");
        }
        Heading heading = StatusRecords.read(value, Heading.class);
        try {
            return new GivenCommand(heading, Optional.of(StatusRecords.read(value, StationCommand.class)));
        } catch (UndecodableRecordException e) {
            return new GivenCommand(heading, Optional.empty());
        }
    }
}
