package io.stationsync.center.conflict;

import java.util.Locale;

/** What an operator may decide about a conflict. */
public enum Choice {
    /** The row as the master had it. */
    KEEP_CONTROL,
    /** The row as the station wrote it. */
    KEEP_STATION,
    /** Values that the operator gives. */
    VALUES;

    /** As given, stored and shown: {@code keep-control}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is what the conflict has come to anyway. */
    boolean agreesWith(Outcome outcome) {
        return switch (this) {
            case KEEP_CONTROL -> outcome == Outcome.CONTROL_KEPT;
            case KEEP_STATION -> outcome != Outcome.CONTROL_KEPT;
            case VALUES -> false;
        };
    }
}
