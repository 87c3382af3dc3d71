package io.stationsync.wire;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command at its station.
 *
 * @param id of the command at the center
 * @param kind as the command says it, which may be none that the station knows
 * @param table what the command is about
 * @param message what was done, what is still to be done, or why it is refused
 * @param acceptedMs when the station read it, by the station's clock, in milliseconds since 1970
 * @param endedMs likewise when it was done or refused; null before
 */
public record CommandResult(
        long id,
        String kind,
        String table,
        State state,
        String message,
        long acceptedMs,
        @Nullable Long endedMs) {
    public CommandResult {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
    }

    /** How far a station is with a command. */
    public enum State {
        /** Stored at the station, which will do it, also after a restart. */
        ACCEPTED,
        DONE,
        /** The station can't do it and will not try again. */
        REFUSED;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a code that is none of ours */
        public static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** The status record of a station's last results, and of all that have not ended, by the commands' ids. */
    public record Last(List<CommandResult> results) {
        public Last {
            results = List.copyOf(results);
        }
    }
}
