package io.stationsync.center.conflict;

import java.util.Locale;

/** What a conflict made of the row. */
public enum Outcome {
    /** The master's values stay and travel to the station. */
    CONTROL_KEPT(Side.STATION),
    /** The station's values were written over the master's. */
    STATION_APPLIED(Side.CONTROL),
    /** The station deleted what the center had edited: the row is gone. */
    ROW_DELETED(Side.CONTROL),
    /** The station changed what the center had deleted: the row is back. */
    ROW_RESTORED(Side.CONTROL);

    private final Side overruled;

    /** One of the two that edit a row. */
    public enum Side {
        CONTROL,
        STATION;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Outcome(Side overruled) {
        this.overruled = overruled;
    }

    /** Whose edit is no longer to be seen in the data. */
    public Side overruled() {
        return overruled;
    }

    /** As stored and shown: {@code control-kept}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for a code that is none of ours */
    static Outcome of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
