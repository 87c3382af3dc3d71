package io.stationsync.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;
import org.mariadb.jdbc.export.MaxAllowedPacketException;

/** What an SQL error means for what was tried. */
public final class SqlFailures {
    private static final int DUPLICATE_KEY = 1062;
    private static final int NO_SUCH_COLUMN = 1054;
    private static final int NO_SUCH_TABLE = 1146;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;
    private static final int READ_ONLY = 1290;
    private static final int SERVER_SHUTDOWN = 1053;
    private static final int RECORD_CHANGED = 1020;
    private static final Set<Integer> PASSING =
            Set.of(LOCK_WAIT_TIMEOUT, DEADLOCK, READ_ONLY, SERVER_SHUTDOWN, RECORD_CHANGED);

    /** Data, integrity, a warning that is an error, SIGNAL: what a row is to blame for. */
    private static final Set<String> CLASSES_OF_A_ROW = Set.of("22", "23", "01", "45");

    /** Of the general class: no default, truncated, incorrect integer or string, row too large. */
    private static final Set<Integer> ERRORS_OF_A_ROW = Set.of(1364, 1265, 1366, 1118);

    /** As in {@code Duplicate entry 'a' for key} and {@code Incorrect string value: 'a' for column}. */
    private static final Pattern QUOTED_VALUE =
            Pattern.compile("(entry|value:?) '.*?'(?= for | at |$)", Pattern.DOTALL);

    private SqlFailures() {}

    public static boolean isDuplicateKey(SQLException e) {
        return e.getErrorCode() == DUPLICATE_KEY;
    }

    /** Whether the transaction was chosen to make way for another: the same may succeed at once. */
    public static boolean isDeadlock(SQLException e) {
        return e.getErrorCode() == DEADLOCK || e.getErrorCode() == RECORD_CHANGED;
    }

    /** The error for an operator: message, SQL state and number, without the row values that MariaDB quotes. */
    public static String describe(SQLException e) {
        String message = String.valueOf(e.getMessage());
        String masked = QUOTED_VALUE.matcher(message).replaceAll("$1 '…'");
        return "%s (SQL state %s, error %d)".formatted(masked, e.getSQLState(), e.getErrorCode());
    }

    /** Whether the connection or the server is gone. */
    public static boolean isConnection(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLNonTransientConnectionException
                || state != null && state.startsWith("08")
                || e.getErrorCode() == SERVER_SHUTDOWN
                || e instanceof SQLTransientException && e.getErrorCode() == 0;
    }

    /** Whether the same may succeed later without anybody changing the row or the table. */
    public static boolean isPassing(SQLException e) {
        return isConnection(e) || PASSING.contains(e.getErrorCode());
    }

    /** Whether the table, or a column of it, is not there. */
    public static boolean isOfTable(SQLException e) {
        return e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NO_SUCH_COLUMN;
    }

    /** Whether the row is larger than the server's {@code max_allowed_packet}, which the driver finds before it sends it. */
    private static boolean isTooLarge(SQLException e) {
        return "HZ000".equals(e.getSQLState()) && e.getCause() instanceof MaxAllowedPacketException;
    }

    /** Whether the row is to blame, and not the table, the account or the server: others may well be written. */
    public static boolean isOfRow(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return !isPassing(e)
                && (isTooLarge(e)
                        || ERRORS_OF_A_ROW.contains(e.getErrorCode())
                        || state.length() == 5 && CLASSES_OF_A_ROW.contains(state.substring(0, 2)));
    }
}
