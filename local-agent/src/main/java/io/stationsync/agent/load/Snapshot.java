package io.stationsync.agent.load;

import io.stationsync.agent.table.StationTable;
import io.stationsync.capture.BinlogCoordinate;
import io.stationsync.database.KeyOrder;
import io.stationsync.database.RowReader;
import io.stationsync.database.Sql;
import io.stationsync.model.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database as it is between two transactions of its binlog, without a lock. MariaDB says where that is: see {@code
 * binlog_snapshot_file} in its documentation of START TRANSACTION WITH CONSISTENT SNAPSHOT.
 */
final class Snapshot implements AutoCloseable {
    /** Of all rows that are read; one row more than fit is. */
    static final long MOST_BYTES = 4 * 1024 * 1024;

    private final Connection connection;
    private final BinlogCoordinate coordinate;
    private long bytes;

    private Snapshot(Connection connection, BinlogCoordinate coordinate) {
        this.connection = connection;
        this.coordinate = coordinate;
    }

    /** @param connection belongs to the snapshot until that is closed */
    static Snapshot open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            return new Snapshot(connection, coordinate(statement));
        }
    }

    private static BinlogCoordinate coordinate(Statement statement) throws SQLException {
        Map<String, String> status = new HashMap<>();
        try (ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
            while (row.next()) {
                status.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2));
            }
        }
        String file = status.getOrDefault("binlog_snapshot_file", "");
        if (file.isEmpty()) {
            throw new SQLException(
                    "the server does not say where a snapshot lies in its binlog (binlog_snapshot_file; expected of MariaDB with log_bin)");
        }
        return new BinlogCoordinate(file, Long.parseLong(status.getOrDefault("binlog_snapshot_position", "0")));
    }

    /** After the last transaction that the snapshot contains. */
    BinlogCoordinate coordinate() {
        return coordinate;
    }

    /** What is read: a part of a table. */
    record Part(
            StationTable table,
            @Nullable Row after,
            @Nullable Row upTo) {}

    /**
     * The rows of a part, in the order of their keys.
     *
     * @param complete whether there are no more
     */
    record Rows(List<Row> rows, boolean complete) {}

    /** How large all rows are that have been read, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Reads so many rows, or fewer if they and those that were read before are large. */
    Rows read(Part part, int mostRows) throws SQLException {
        StationTable table = part.table();
        RowReader reader = new RowReader(table.schema().columns());
        KeyOrder order = order(table);
        List<String> conditions = new ArrayList<>();
        Row after = part.after();
        Row upTo = part.upTo();
        if (after != null) {
            conditions.add(order.after());
        }
        if (upTo != null) {
            conditions.add(order.upTo());
        }
        String sql = "SELECT %s FROM %s%s ORDER BY %s LIMIT %d"
                .formatted(
                        reader.selectList(),
                        Sql.name(table.name()),
                        conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions),
                        order.orderBy(),
                        mostRows);
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            RowReader.oneByOne(statement);
            int index = after == null ? 1 : order.bind(statement, 1, after);
            if (upTo != null) {
                order.bind(statement, index, upTo);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (bytes < MOST_BYTES && found.next()) {
                    Row row = reader.read(found);
                    rows.add(row);
                    bytes += row.textAndBinaryLength();
                }
            }
        }
        return new Rows(rows, bytes < MOST_BYTES && rows.size() < mostRows);
    }

    static KeyOrder order(StationTable table) {
        return KeyOrder.of(table.schema().primaryKey().stream()
                .map(name -> table.schema().column(name).orElseThrow())
                .toList());
    }

    @Override
    public void close() throws SQLException {
        try {
            connection.rollback();
        } finally {
            connection.close();
        }
    }
}
