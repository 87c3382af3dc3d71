package io.stationsync.agent.command;

import io.stationsync.wire.CommandResult.State;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a command when it is read.
 *
 * @param request of {@code sync_resync}, whose load ends the command; null if it waits for none
 */
record Outcome(State state, String message, @Nullable Long request) {

    static Outcome done(String message) {
        return new Outcome(State.DONE, message, null);
    }

    static Outcome refused(String message) {
        return new Outcome(State.REFUSED, message, null);
    }

    static Outcome untilLoaded(long request, String message) {
        return new Outcome(State.ACCEPTED, message, request);
    }
}
