package io.stationsync.wire;

import java.util.Locale;

/** Whose rows count where those of a load differ from the master's. */
public enum LoadMode {
    /** The station's: its changes may not have arrived at the center. */
    STATION,
    /**
     * The center's: messages of the return topic were lost, or the station's database was restored to an older state. Rows that
     * only one side has come to both. Changes that the station makes before the load are told apart, too: a row that is missing at
     * the center may have been deleted there, and the delete may be lost.
     */
    CENTER;

    /** As stored and sent. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a code that is none of ours */
    public static LoadMode of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
