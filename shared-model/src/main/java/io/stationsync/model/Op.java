package io.stationsync.model;

/** What happened to a row, with its one-letter code of the wire format. */
public enum Op {
    INSERT("c"),
    UPDATE("u"),
    DELETE("d"),
    /** A row read by a load, not changed. */
    LOAD("r"),
    /** All rows that the station has of the table are gone; about no single row. */
    TRUNCATE("t"),
    /** The whole row as it is at the center, to be inserted or to replace what is there; return topic only. */
    UPSERT("x");

    private final String code;

    Op(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** @throws IllegalArgumentException for a code that is none of ours */
    public static Op of(String code) {
        for (Op op : values()) {
            if (op.code.equals(code)) {
                return op;
            }
        }
        throw new IllegalArgumentException("op: '%s' (expected: c, u, d, r, t or x)".formatted(code));
    }
}
