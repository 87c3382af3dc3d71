package io.stationsync.agent.apply;

import java.sql.SQLException;

/**
 * Some of the messages that were written together can't be. What has happened to the others nobody knows: the transaction must
 * be rolled back, and its messages written one by one.
 */
final class GroupRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    GroupRefusedException(SQLException cause) {
        super(cause);
    }
}
