package io.stationsync.center.verify;

import io.stationsync.center.verify.Difference.Kind;
import io.stationsync.center.verify.Verification.State;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables {@code stationsync.sync_verification} and {@code sync_verification_row}. */
public final class VerificationTable {
    private static final String COLUMNS =
            "id, station, table_name, state, requested_by, reason, requested_at, started_at, ended_at, rows_compared, differing_rows, missing_rows, extra_rows, undecided_rows, problem";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM stationsync.sync_verification";

    private static final String REQUEST = """
            INSERT INTO stationsync.sync_verification (station, table_name, requested_by, reason) VALUES (?, ?, ?, ?)
            """;
    private static final String OPEN = SELECT + " WHERE state IN ('waiting', 'running') ORDER BY id";
    private static final String FIND = SELECT + " WHERE id = ?";
    private static final String LIST =
            SELECT + " WHERE (? IS NULL OR station = ?) AND (? IS NULL OR table_name = ?) ORDER BY id DESC LIMIT ?, ?";
    private static final String LAST_DONE = SELECT
            + " WHERE id IN (SELECT MAX(id) FROM stationsync.sync_verification WHERE state = 'done' GROUP BY station, table_name)";
    private static final String BEGIN = """
            UPDATE stationsync.sync_verification
               SET state = 'running', started_at = current_timestamp(3)
             WHERE id = ? AND state IN ('waiting', 'running')
            """;
    private static final String NEXT_ROUND = """
            UPDATE stationsync.sync_verification
               SET round_no = round_no + 1, rows_compared = ?
             WHERE id = ? AND state = 'running'
            """;
    private static final String ROUND = "SELECT round_no FROM stationsync.sync_verification WHERE id = ?";
    private static final String END = """
            UPDATE stationsync.sync_verification
               SET state = ?, ended_at = current_timestamp(3), rows_compared = ?, differing_rows = ?, missing_rows = ?,
                   extra_rows = ?, undecided_rows = ?, problem = ?
             WHERE id = ? AND state = 'running'
            """;
    private static final String STOP = """
            UPDATE stationsync.sync_verification
               SET state = ?, ended_at = current_timestamp(3), problem = ?
             WHERE id = ? AND state IN ('waiting', 'running')
            """;
    private static final String ADD_ROW = """
            INSERT INTO stationsync.sync_verification_row
                   (verification, row_no, kind, row_key, row_after, columns, station_row, master_row)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String ROWS = """
            SELECT kind, row_key, row_after, columns, station_row, master_row
              FROM stationsync.sync_verification_row
             WHERE verification = ?
             ORDER BY row_no
            """;
    private static final String FORGET =
            "DELETE FROM stationsync.sync_verification WHERE requested_at < current_timestamp(3) - INTERVAL 90 DAY";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PROBLEM_LENGTH = 1_000;

    private VerificationTable() {}

    /** What a verification has found. */
    record Result(long rowsCompared, long differing, long missing, long extra, long undecided) {}

    /** A row that was found, without the code in its key. */
    public record StoredDifference(
            Kind kind,
            TravellingRange range,
            List<String> columns,
            @Nullable String stationRow,
            @Nullable String masterRow) {
        public StoredDifference {
            columns = List.copyOf(columns);
        }

        /** The primary key at the station, a JSON object. */
        public String key() {
            return String.valueOf(range.upTo());
        }
    }

    /** @return its number */
    static long request(Connection connection, String station, String table, String user, String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REQUEST, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, station);
            statement.setString(2, table);
            statement.setString(3, user);
            statement.setString(4, reason);
            statement.executeUpdate();
            try (ResultSet id = statement.getGeneratedKeys()) {
                id.next();
                return id.getLong(1);
            }
        }
    }

    /** Those that wait or run, in the order in which they were asked for. */
    static List<Verification> open(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            return verifications(statement);
        }
    }

    /** The last result of each table of each station. */
    static List<Verification> lastDone(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_DONE)) {
            return verifications(statement);
        }
    }

    public static Optional<Verification> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            return verifications(statement).stream().findFirst();
        }
    }

    /** The latest first. @param station null for all, likewise the table */
    public static List<Verification> list(
            Connection connection, @Nullable String station, @Nullable String table, int page, int size)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setString(1, station);
            statement.setString(2, station);
            statement.setString(3, table);
            statement.setString(4, table);
            statement.setLong(5, (long) page * size);
            statement.setInt(6, size);
            return verifications(statement);
        }
    }

    private static List<Verification> verifications(PreparedStatement statement) throws SQLException {
        List<Verification> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Instant requestedAt = instant(row, 7);
                found.add(new Verification(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        State.of(row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        requestedAt == null ? Instant.EPOCH : requestedAt,
                        instant(row, 8),
                        instant(row, 9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getString(15)));
            }
        }
        return found;
    }

    private static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
        Timestamp timestamp = row.getTimestamp(index);
        return timestamp == null ? null : timestamp.toInstant();
    }

    /** @return whether it was still open */
    static boolean begin(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setLong(1, id);
            return statement.executeUpdate() == 1;
        }
    }

    /** @return its number; empty if the verification does not run any more */
    static Optional<Long> nextRound(Connection connection, long id, long rowsCompared) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT_ROUND)) {
            statement.setLong(1, rowsCompared);
            statement.setLong(2, id);
            if (statement.executeUpdate() != 1) {
                return Optional.empty();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(ROUND)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /** Within the caller's transaction. @return whether it was still running */
    static boolean end(Connection connection, long id, Result result, List<Difference> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, State.DONE.code());
            statement.setLong(2, result.rowsCompared());
            statement.setLong(3, result.differing());
            statement.setLong(4, result.missing());
            statement.setLong(5, result.extra());
            statement.setLong(6, result.undecided());
            statement.setString(7, null);
            statement.setLong(8, id);
            if (statement.executeUpdate() != 1) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(ADD_ROW)) {
            int number = 0;
            for (Difference row : rows) {
                statement.setLong(1, id);
                statement.setInt(2, ++number);
                statement.setString(3, row.kind().code());
                statement.setString(4, String.valueOf(row.range().upTo()));
                statement.setString(
                        5,
                        row.range().after() == null ? null : row.range().after().toString());
                statement.setString(6, JSON.writeValueAsString(row.columns()));
                statement.setString(7, row.stationRow());
                statement.setString(8, row.masterRow());
                statement.executeUpdate();
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(FORGET);
        }
        return true;
    }

    /** @return whether it was open */
    static boolean stop(Connection connection, long id, State state, @Nullable String problem) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STOP)) {
            statement.setString(1, state.code());
            statement.setString(
                    2,
                    problem == null || problem.length() <= PROBLEM_LENGTH
                            ? problem
                            : problem.substring(0, PROBLEM_LENGTH));
            statement.setLong(3, id);
            return statement.executeUpdate() == 1;
        }
    }

    /** The rows that it has found and kept. */
    public static List<StoredDifference> rows(Connection connection, long id) throws SQLException {
        List<StoredDifference> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String after = row.getString(3);
                    rows.add(new StoredDifference(
                            Kind.of(row.getString(1)),
                            new TravellingRange(
                                    after == null ? null : TravellingRange.key(bytes(after)),
                                    TravellingRange.key(bytes(row.getString(2)))),
                            JSON.readValue(row.getString(4), new TypeReference<List<String>>() {}),
                            row.getString(5),
                            row.getString(6)));
                }
            }
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
