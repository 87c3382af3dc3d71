package io.stationsync.agent.table;

/** Nobody can say whether a row travels. The message has the reason and no value of the row. */
public final class UndecidedRowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UndecidedRowException(String reason) {
        super(reason);
    }
}
