package io.stationsync.center.verify;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a station's table with the master's rows of that station, as it is stored.
 *
 * @param requestedBy a user, or {@code schedule}
 * @param rowsCompared rows of the station
 * @param differing rows that both have, with other values
 * @param missing rows that the center does not have
 * @param extra rows that the station does not have
 * @param undecided rows that were edited at the center whenever they were looked at
 * @param problem why it failed; null unless it did
 */
public record Verification(
        long id,
        String station,
        String table,
        State state,
        String requestedBy,
        String reason,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long rowsCompared,
        long differing,
        long missing,
        long extra,
        long undecided,
        @Nullable String problem) {
    /** What becomes of it. */
    public enum State {
        /** For its station to speak, or for another one of the station to end. */
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    Verification in(State other) {
        return new Verification(
                id,
                station,
                table,
                other,
                requestedBy,
                reason,
                requestedAt,
                startedAt,
                endedAt,
                rowsCompared,
                differing,
                missing,
                extra,
                undecided,
                problem);
    }

    /** How many rows differ in any way. */
    public long differences() {
        return differing + missing + extra;
    }

    public boolean isOpen() {
        return state == State.WAITING || state == State.RUNNING;
    }
}
