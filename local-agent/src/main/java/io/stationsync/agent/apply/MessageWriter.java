package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.UndecidedRowException;
import io.stationsync.database.RowReader;
import io.stationsync.database.RowValues;
import io.stationsync.database.Sql;
import io.stationsync.model.Row;
import io.stationsync.model.TableSchema;
import io.stationsync.model.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes messages into the station's tables as the center says, unconditionally: {@code u} updates the named columns of
 * a row, {@code d} deletes it, {@code x} makes it what the message says. A row that is gone stays gone under {@code u}.
 */
final class MessageWriter {
    private final Connection connection;
    private final Map<TableSchema, RowValues> values = new IdentityHashMap<>();

    MessageWriter(Connection connection) {
        this.connection = connection;
    }

    /**
     * @return whether there was a row to change; one outside of the table's selection is none to the center
     * @throws UndecidedRowException if nobody can say whether it is
     */
    boolean write(Message message) throws SQLException {
        if (isOutside(message)) {
            return false;
        }
        return switch (message.change().op()) {
            case UPDATE -> update(message, message.columns()) > 0;
            case DELETE -> delete(message) > 0;
            case UPSERT -> upsert(message);
            default ->
                throw new IllegalArgumentException("op %s on the return topic (expected: u, d or x)"
                        .formatted(message.change().op().code()));
        };
    }

    private boolean isOutside(Message message) throws SQLException {
        StationTable table = message.table();
        if (table.selection().rows().isEmpty()) {
            return false;
        }
        RowReader reader = new RowReader(table.schema().columns());
        List<String> key = table.schema().primaryKey();
        String sql = "SELECT %s FROM %s WHERE %s FOR UPDATE"
                .formatted(reader.selectList(), Sql.name(table.name()), Sql.allEqual(key));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, table, message.key().values(), key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && !table.selects(reader.read(found));
            }
        }
    }

    private boolean upsert(Message message) throws SQLException {
        List<String> columns = message.table().schema().columnNames().stream()
                .filter(message.change().image().columns()::contains)
                .toList();
        // Not ON DUPLICATE KEY UPDATE: with a second unique key it could change another row.
        return update(message, columns) > 0 || insert(message, columns) > 0;
    }

    private int update(Message message, List<String> named) throws SQLException {
        StationTable table = message.table();
        List<String> columns = named.stream()
                .filter(column -> table.schema().column(column).isPresent())
                .toList();
        if (columns.isEmpty()) {
            return 0;
        }
        List<String> key = table.schema().primaryKey();
        String sql = "UPDATE %s SET %s WHERE %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.assignments(columns) + keepingOthers(table, columns),
                        Sql.allEqual(key));
        List<String> bound = new ArrayList<>(columns);
        bound.addAll(key);
        return execute(sql, table, message.change().image(), bound);
    }

    /** An ON UPDATE CURRENT_TIMESTAMP column that is not assigned would change here and nowhere else. */
    private static String keepingOthers(StationTable table, List<String> assigned) {
        return table.schema().columns().stream()
                .filter(column -> column.valueType() == ValueType.TIMESTAMP || column.valueType() == ValueType.DATETIME)
                .filter(column -> !assigned.contains(column.name()))
                .map(column -> ", %1$s = %1$s".formatted(Sql.name(column.name())))
                .collect(Collectors.joining());
    }

    private int delete(Message message) throws SQLException {
        StationTable table = message.table();
        List<String> key = table.schema().primaryKey();
        String sql = "DELETE FROM %s WHERE %s".formatted(Sql.name(table.name()), Sql.allEqual(key));
        return execute(sql, table, message.key().values(), key);
    }

    private int insert(Message message, List<String> columns) throws SQLException {
        StationTable table = message.table();
        String sql = "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(Sql.name(table.name()), Sql.names(columns), Sql.placeholders(columns.size()));
        return execute(sql, table, message.change().image(), columns);
    }

    private int execute(String sql, StationTable table, Row values, List<String> columns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, table, values, columns);
            return statement.executeUpdate();
        }
    }

    private void bind(PreparedStatement statement, StationTable table, Row row, List<String> columns)
            throws SQLException {
        RowValues bound =
                values.computeIfAbsent(table.schema(), schema -> new RowValues(schema.columns(), schema.primaryKey()));
        for (int i = 0; i < columns.size(); i++) {
            bound.bind(statement, i + 1, columns.get(i), row.get(columns.get(i)));
        }
    }
}
