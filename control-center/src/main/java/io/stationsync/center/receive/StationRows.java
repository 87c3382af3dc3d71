package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.StationRange;
import io.stationsync.database.KeyOrder;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.KeyRange;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * All rows that a master table has of one station, written some at a time, however many they are. Each piece is a transaction
 * that begins with the marker and stays where the partition is: after a crash the record comes again, and what has been done
 * must make no difference then.
 *
 * @param codes of the station's rows; empty if all that it says are another station's
 */
record StationRows(MasterTable table, String codeColumn, List<String> codes) {
    private static final int PIECE = 5_000;

    StationRows {
        codes = List.copyOf(codes);
    }

    static StationRows of(Fleet fleet, UpTopic topic, MasterTable table) {
        Station station = fleet.station(topic.station()).orElseThrow();
        List<String> codes = station.heartbeat().codes().stream()
                .filter(code -> fleet.owning(code).map(Station::code).equals(Optional.of(topic.station())))
                .toList();
        return new StationRows(table, station.heartbeat().codeColumn(), codes);
    }

    /**
     * Those of them whose keys lie in a range, for each of the ranges.
     *
     * @param shape of the station's table, which defines the order of keys
     */
    List<StationRange> ranges(List<KeyRange> ranges, TableSchema shape) {
        if (ranges.isEmpty() || codes.isEmpty()) {
            return List.of();
        }
        KeyOrder order = KeyOrder.of(columns(shape, shape.primaryKey()), columns(table.schema(), shape.primaryKey()));
        return ranges.stream()
                .map(range -> new StationRange(range, order, codeColumn, Set.copyOf(codes)))
                .toList();
    }

    private static List<Column> columns(TableSchema schema, List<String> names) {
        return names.stream().map(name -> schema.column(name).orElseThrow()).toList();
    }

    /**
     * Writes the rows.
     *
     * @param head such as {@code DELETE FROM `t`}
     * @param condition further condition on the rows; empty for none
     * @param at where the partition is
     * @return how many were written
     */
    long write(DataSource dataSource, String head, String condition, Progress at)
            throws SQLException, ProgressMovedException {
        if (codes.isEmpty()) {
            return 0;
        }
        Optional<String> key = pieceKey();
        String where = where(condition);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return key.isEmpty()
                        ? piece(connection, head + where, List.copyOf(codes), at)
                        : inPieces(connection, head, where, Sql.name(key.get()), at);
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    long count(DataSource dataSource, String condition) throws SQLException {
        if (codes.isEmpty()) {
            return 0;
        }
        String sql = "SELECT COUNT(*) FROM " + Sql.name(table.name()) + where(condition);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, codes);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private String where(String condition) {
        return " WHERE %s IN (%s)%s"
                .formatted(
                        Sql.name(codeColumn),
                        Sql.placeholders(codes.size()),
                        condition.isEmpty() ? "" : " AND " + condition);
    }

    /** A column by which the rows can be cut into pieces; empty if the primary key has several. */
    private Optional<String> pieceKey() {
        List<String> primary = table.schema().primaryKey();
        return primary.size() == 1 ? Optional.of(primary.get(0)) : Optional.empty();
    }

    private long inPieces(Connection connection, String head, String where, String key, Progress at)
            throws SQLException, ProgressMovedException {
        long written = 0;
        @Nullable Object last = null;
        while (true) {
            String after = last == null ? "" : " AND %s > ?".formatted(key);
            String end = "SELECT MAX(k) FROM (SELECT %s AS k FROM %s%s%s ORDER BY %s LIMIT %d) AS piece"
                    .formatted(key, Sql.name(table.name()), where, after, key, PIECE);
            List<Object> bound = new ArrayList<>(codes);
            if (last != null) {
                bound.add(last);
            }
            @Nullable Object next = value(connection, end, bound);
            if (next == null) {
                connection.rollback();
                return written;
            }
            bound.add(next);
            written += piece(connection, head + where + after + " AND %s <= ?".formatted(key), bound, at);
            last = next;
        }
    }

    private static @Nullable Object value(Connection connection, String sql, List<Object> bound) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, bound);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getObject(1) : null;
            }
        } finally {
            // The marker must be the first thing that the transaction of the piece writes.
            connection.rollback();
        }
    }

    private static long piece(Connection connection, String sql, List<?> bound, Progress at)
            throws SQLException, ProgressMovedException {
        ProgressTable.stay(connection, at);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, bound);
            long written = statement.executeUpdate();
            connection.commit();
            return written;
        }
    }

    private static void bind(PreparedStatement statement, List<?> bound) throws SQLException {
        for (int i = 0; i < bound.size(); i++) {
            statement.setObject(i + 1, bound.get(i));
        }
    }
}
