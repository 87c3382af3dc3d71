package io.stationsync.wire;

/** A record that is not of our format. The message says what was found and expected, without row values. */
public final class UndecodableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UndecodableRecordException(String message) {
        super(message);
    }

    public UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
