package io.stationsync.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends a transaction that has failed. */
public final class Rollback {
    private Rollback() {}

    /** @param cause gets what goes wrong here as suppressed; it is for the caller to throw */
    public static void after(Exception cause, Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
