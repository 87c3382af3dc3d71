package io.stationsync.decision;

/** A decision that was not carried out; nothing was changed. The message is for operators, without row values. */
public final class DecisionRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What is in the way. */
    public enum Kind {
        /** There is nothing of that number. */
        UNKNOWN,
        /** The decision itself: a column that does not exist, a value of the wrong type. */
        INVALID,
        /** What has happened since. */
        OVERTAKEN,
        /** The database takes no such row. */
        REFUSED_BY_DATABASE,
        /** The database is away or busy: the same may succeed later. */
        BUSY
    }

    public DecisionRefusedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DecisionRefusedException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
