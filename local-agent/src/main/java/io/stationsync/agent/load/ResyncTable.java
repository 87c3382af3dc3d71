package io.stationsync.agent.load;

import io.stationsync.database.DatabaseAddress;
import io.stationsync.model.Row;
import io.stationsync.model.TableId;
import io.stationsync.model.Value;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tables {@code stationsync.sync_resync}, which holds requests to load or verify a table, and {@code sync_load}, whose one
 * row is written after each snapshot.
 */
public final class ResyncTable {
    public static final TableId ID = new TableId(DatabaseAddress.OWN_SCHEMA, "sync_resync");

    private static final String INSERT = """
            INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES (?, ?, ?, ?)
            """;
    private static final String AFTER = """
            SELECT id, kind, table_name, reason, arguments NOT LIKE '%"ranges"%',
                   COALESCE(JSON_VALUE(arguments, '$.mode'), 'station')
              FROM stationsync.sync_resync
             WHERE id > ?
             ORDER BY id
            """;
    private static final String ARGUMENTS = "SELECT arguments FROM stationsync.sync_resync WHERE id = ?";
    /** A verification that another one has replaced. */
    private static final String REPLACED = """
            DELETE FROM stationsync.sync_resync WHERE kind = 'verify' AND table_name = ? AND id < ?
            """;

    private static final String SIGNAL = "UPDATE stationsync.sync_load SET snapshots = snapshots + 1";
    private static final String ESTIMATE = """
            SELECT COALESCE(table_rows, 0)
              FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name = ?
            """;

    private static final String BY_OPERATOR = """
            SELECT EXISTS (
                SELECT 1
                  FROM stationsync.sync_resync
                 WHERE id > ?
                   AND kind = 'resync'
                   AND arguments LIKE '%"operator":true%'
                   AND arguments NOT LIKE '%"ranges"%')
            """;

    private static final String LAST = "SELECT COALESCE(MAX(id), 0) FROM stationsync.sync_resync";

    /** The center's word may be longer: who wants it, and the reason. */
    private static final int REASON_LENGTH = 1_000;

    private ResyncTable() {}

    /**
     * A wish for the rows of a table.
     *
     * @param id rises with each request
     * @param whole whether it is about all rows of the table
     */
    record Request(long id, Job job, String reason, boolean whole, LoadMode mode) {}

    /** Asks for all rows of a table to be sent again, as an operator wants. @return the request's id */
    public static long requestOfOperator(Connection connection, String table, String reason) throws SQLException {
        return request(
                connection, Kind.RESYNC, table, LoadArguments.resync(List.of()).json(), reason);
    }

    /** Asks for all rows of a table to be sent again, without anybody having asked for it. @return the request's id */
    public static long request(Connection connection, String table, LoadMode mode, String reason) throws SQLException {
        return request(connection, Kind.RESYNC, table, LoadArguments.whole(mode).json(), reason);
    }

    /** @param arguments a JSON object, see {@link LoadArguments} @return the request's id */
    public static long request(Connection connection, Kind kind, String table, String arguments, String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, kind.code());
            statement.setString(2, table);
            statement.setString(3, arguments);
            statement.setString(4, reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH));
            statement.executeUpdate();
            try (ResultSet key = statement.getGeneratedKeys()) {
                if (!key.next()) {
                    throw new SQLException("sync_resync gave no number for a request");
                }
                return key.getLong(1);
            }
        }
    }

    /** The requests made after that one, in order. */
    static List<Request> after(Connection connection, long id) throws SQLException {
        List<Request> requests = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(AFTER)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Job job = new Job(Kind.of(row.getString(2)), row.getString(3));
                    LoadMode mode = LoadMode.of(row.getString(6));
                    requests.add(new Request(row.getLong(1), job, row.getString(4), row.getBoolean(5), mode));
                }
            }
        }
        return requests;
    }

    /**
     * A request in which the center's rows count.
     *
     * @param row of the table as the binlog has it
     * @return its id, by its table; empty for any other request, and for what is none
     */
    static Map<String, Long> ofCenter(Row row) {
        Value kind = row.find("kind");
        Value arguments = row.find("arguments");
        // Both are missing in what was written before the table had them.
        return kind != null
                        && arguments != null
                        && kind.display().equals(Kind.RESYNC.code())
                        && isOfCenter(arguments.display())
                        && row.get("id") instanceof Value.Int id
                ? Map.of(row.get("table_name").display(), id.value())
                : Map.of();
    }

    private static boolean isOfCenter(String arguments) {
        try {
            return LoadArguments.read(arguments).mode() == LoadMode.CENTER;
        } catch (UndecodableRecordException e) {
            // Somebody has written it with SQL: it must not stop the capture, which would come to it again and again.
            return false;
        }
    }

    /** What a request is about; the whole table if there is no such request. */
    static LoadArguments arguments(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ARGUMENTS)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? LoadArguments.read(row.getString(1)) : LoadArguments.WHOLE;
            }
        }
    }

    /** Forgets verifications of the table that were asked for before that one. */
    static void forgetVerifications(Connection connection, String table, long before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLACED)) {
            statement.setString(1, table);
            statement.setLong(2, before);
            statement.executeUpdate();
        }
    }

    /** Makes a transaction that comes after every snapshot opened before: the capture, which waits for one, goes on. */
    static void signal(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(SIGNAL);
        }
    }

    /** @return the id of the last request for any table; 0 if there was none */
    public static long lastRequest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Whether an operator, at either end, has asked for all rows of a table after that request. */
    public static boolean isAskedForByOperator(Connection connection, long after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BY_OPERATOR)) {
            statement.setLong(1, after);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** About how many rows the table has. */
    static long estimate(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ESTIMATE)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
