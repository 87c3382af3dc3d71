package io.stationsync.wire;

import java.util.Locale;
import java.util.Objects;

/**
 * What the center has a station do: a record of the return topic, between the edits and in their order.
 *
 * @param id of the command at the center, which rises
 * @param table what it is about
 * @param arguments a JSON object, as the kind needs it; {@code {}} for none
 * @param reason who wants it and why, for the station's log
 */
public record StationCommand(long id, Kind kind, String table, String arguments, String reason) {
    /** In the place of a table: all of the station's. */
    public static final String ALL_TABLES = "*";

    /**
     * What every version can read of a command.
     *
     * @param kind that a newer version may have added
     */
    public record Heading(long id, String kind, String table) {
        public Heading {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(table, "table");
        }
    }

    public StationCommand {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(reason, "reason");
    }

    /** What is to be done. */
    public enum Kind {
        /** Send all rows of the table again, or those of some ranges. Arguments: {@link LoadArguments}. */
        RESYNC,
        /** Say what the table's rows are, so that the center can compare. Arguments: {@link LoadArguments}. */
        VERIFY,
        /** Apply no more messages of the table, or of any. */
        PAUSE,
        /** Apply what waits, and go on. */
        RESUME;

        /** As stored and sent. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a code that is none of ours */
        public static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
