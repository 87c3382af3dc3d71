package io.stationsync.center.command;

import java.util.Locale;

/** Which way changes travel. */
public enum Direction {
    /** From the station to the center. */
    UP,
    /** From the center to the station. */
    DOWN;

    /** As stored and shown. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Direction of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
