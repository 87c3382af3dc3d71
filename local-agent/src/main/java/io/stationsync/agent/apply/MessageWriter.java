package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.UndecidedRowException;
import io.stationsync.database.RowReader;
import io.stationsync.database.RowValues;
import io.stationsync.database.Sql;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.model.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
            case UPDATE -> update(List.of(message), message.columns())[0];
            case DELETE -> delete(List.of(message))[0];
            case UPSERT -> upsert(List.of(message))[0];
            default -> throw notOfReturnTopic(message);
        };
    }

    private static IllegalArgumentException notOfReturnTopic(Message message) {
        return new IllegalArgumentException("op %s on the return topic (expected: u, d or x)"
                .formatted(message.change().op().code()));
    }

    /**
     * Writes a group with two round trips, or three where rows are missing.
     *
     * @return for each of its messages whether there was a row to change
     * @throws SQLException if one of them is refused; others before and after it may have been written
     */
    boolean[] write(MessageGroup group) throws SQLException {
        List<Message> messages = group.messages();
        return switch (messages.get(0).change().op()) {
            case UPDATE -> update(messages, messages.get(0).columns());
            case DELETE -> delete(messages);
            case UPSERT -> upsert(messages);
            default -> throw notOfReturnTopic(messages.get(0));
        };
    }

    private boolean[] upsert(List<Message> messages) throws SQLException {
        List<String> columns = columns(messages.get(0));
        boolean[] written = update(messages, columns);
        List<Message> missing = new ArrayList<>();
        for (int i = 0; i < written.length; i++) {
            if (!written[i]) {
                missing.add(messages.get(i));
                written[i] = true;
            }
        }
        if (!missing.isEmpty()) {
            insert(missing, columns);
        }
        return written;
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
            bind(statement, 0, table, message.key().values(), key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && !table.selects(reader.read(found));
            }
        }
    }

    private static List<String> columns(Message message) {
        return message.table().schema().columnNames().stream()
                .filter(message.change().image().columns()::contains)
                .toList();
    }

    private boolean[] update(List<Message> messages, List<String> named) throws SQLException {
        StationTable table = messages.get(0).table();
        List<String> columns = named.stream()
                .filter(column -> table.schema().column(column).isPresent())
                .toList();
        if (columns.isEmpty()) {
            return new boolean[messages.size()];
        }
        List<String> key = table.schema().primaryKey();
        String sql = "UPDATE %s SET %s WHERE %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.assignments(columns) + keepingOthers(table, columns),
                        Sql.allEqual(key));
        List<String> bound = new ArrayList<>(columns);
        bound.addAll(key);
        return execute(sql, messages, message -> message.change().image(), bound);
    }

    /** An ON UPDATE CURRENT_TIMESTAMP column that is not assigned would change here and nowhere else. */
    private static String keepingOthers(StationTable table, List<String> assigned) {
        return table.schema().columns().stream()
                .filter(column -> column.valueType() == ValueType.TIMESTAMP || column.valueType() == ValueType.DATETIME)
                .filter(column -> !assigned.contains(column.name()))
                .map(column -> ", %1$s = %1$s".formatted(Sql.name(column.name())))
                .collect(Collectors.joining());
    }

    private boolean[] delete(List<Message> messages) throws SQLException {
        StationTable table = messages.get(0).table();
        List<String> key = table.schema().primaryKey();
        String sql = "DELETE FROM %s WHERE %s".formatted(Sql.name(table.name()), Sql.allEqual(key));
        return execute(sql, messages, message -> message.key().values(), key);
    }

    /** Not ON DUPLICATE KEY UPDATE: with a second unique key it could change another row. */
    private void insert(List<Message> messages, List<String> columns) throws SQLException {
        StationTable table = messages.get(0).table();
        String row = "(%s)".formatted(Sql.placeholders(columns.size()));
        String sql = "INSERT INTO %s (%s) VALUES %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.names(columns),
                        String.join(", ", Collections.nCopies(messages.size(), row)));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < messages.size(); i++) {
                bind(
                        statement,
                        i * columns.size(),
                        table,
                        messages.get(i).change().image(),
                        columns);
            }
            statement.executeUpdate();
        }
    }

    private boolean[] execute(String sql, List<Message> messages, Function<Message, Row> values, List<String> columns)
            throws SQLException {
        StationTable table = messages.get(0).table();
        boolean[] found = new boolean[messages.size()];
        if (messages.size() == 1) {
            // What a batch throws does not say as well whose fault it is.
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, 0, table, values.apply(messages.get(0)), columns);
                found[0] = statement.executeUpdate() > 0;
                return found;
            }
        }
        boolean allThere = lock(messages);
        try (PreparedStatement statement = batch(sql, !allThere)) {
            for (Message message : messages) {
                bind(statement, 0, table, values.apply(message), columns);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                found[i] = allThere || counts[i] > 0;
            }
            return found;
        }
    }

    /**
     * The driver sends the values of a batch to a statement that the server prepares once ({@code useBulkStmts}, at half the cost),
     * and can't say then how many rows each of them changed; where generated keys are asked for, it sends a statement for each.
     */
    private PreparedStatement batch(String sql, boolean counted) throws SQLException {
        return connection.prepareStatement(
                sql, counted ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS);
    }

    /**
     * Locks the rows of the messages.
     *
     * @return whether each of the messages will find its row
     */
    private boolean lock(List<Message> messages) throws SQLException {
        StationTable table = messages.get(0).table();
        List<String> key = table.schema().primaryKey();
        Set<RowKey> rows = messages.stream().map(Message::key).collect(Collectors.toSet());
        boolean deletes = messages.get(0).change().op() == Op.DELETE;
        if (deletes && rows.size() < messages.size()) {
            return false;
        }
        String sql =
                "SELECT 1 FROM %s WHERE %s FOR UPDATE".formatted(Sql.name(table.name()), Sql.anyOf(key, rows.size()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int before = 0;
            for (RowKey row : rows) {
                bind(statement, before, table, row.values(), key);
                before += key.size();
            }
            int found = 0;
            try (ResultSet locked = statement.executeQuery()) {
                while (locked.next()) {
                    found++;
                }
            }
            return found == rows.size();
        }
    }

    private void bind(PreparedStatement statement, int before, StationTable table, Row row, List<String> columns)
            throws SQLException {
        RowValues bound =
                values.computeIfAbsent(table.schema(), schema -> new RowValues(schema.columns(), schema.primaryKey()));
        for (int i = 0; i < columns.size(); i++) {
            bound.bind(statement, before + i + 1, columns.get(i), row.get(columns.get(i)));
        }
    }
}
