package io.stationsync.capture;

import org.jspecify.annotations.Nullable;

/** Reading a binlog has ended. The message says what happened and what to do; it never holds a row's values. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as far as the caller has to tell the cases apart. */
    public enum Reason {
        /** The server can't be reached, has gone away or is silent: connect again. */
        CONNECTION,
        /** The server refuses the account or lacks the grant; an operator has to act. */
        AUTHENTICATION,
        /** Another replication client uses the same server id; both would throw each other out for ever. */
        SERVER_ID_TAKEN,
        /** The server's binlog no longer has what follows the position, or never had the position: resync. */
        POSITION_LOST,
        /** A setting of the server, or of one of its sessions, leaves rows out of the binlog: correct it. What is in the binlog by then stays as it is. */
        SETTINGS,
        /** Rows that have been delivered, or can't be told from others, were rolled back. */
        ROLLED_BACK,
        /** An event or a column that can't be decoded; going on would lose rows. */
        UNREADABLE;

        /** Whether trying again from the same position, without anybody's help, can succeed. */
        public boolean passes() {
            return this == CONNECTION;
        }
    }

    private final Reason reason;

    CaptureException(Reason reason, String message) {
        this(reason, message, null);
    }

    CaptureException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The same with words before it that say where it happened. */
    CaptureException at(String where) {
        return new CaptureException(reason, where + ": " + getMessage(), this);
    }
}
