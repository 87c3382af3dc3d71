package io.stationsync.center.receive;

import io.stationsync.center.table.MasterTable;
import io.stationsync.database.RowValues;
import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A master table through JDBC, many rows in one statement. */
final class MasterWriter implements MasterRows {
    private static final int ROWS_PER_STATEMENT = 500;

    /** Well below max_allowed_packet, which is 16 MiB by default. */
    private static final long BYTES_PER_STATEMENT = 2 * 1024 * 1024;

    private final Connection connection;
    private final MasterTable table;

    MasterWriter(Connection connection, MasterTable table) {
        this.connection = connection;
        this.table = table;
    }

    /** Also with the surrogate, so that a put of the row uses up no new one. */
    @Override
    public Map<RowKey, Row> lock(List<RowKey> keys) throws SQLException {
        List<Column> columns = new ArrayList<>(table.columns());
        table.surrogate()
                .ifPresent(name -> columns.add(table.schema().column(name).orElseThrow()));
        Columns names = new Columns(columns.stream().map(Column::name).toList());
        Map<RowKey, Row> rows = new HashMap<>();
        for (List<RowKey> some : slices(keys)) {
            String sql = "SELECT %s FROM %s WHERE %s FOR UPDATE"
                    .formatted(
                            RowValues.selectList(columns),
                            Sql.name(table.name()),
                            Sql.anyOf(table.key().names(), some.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, some);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        Row row = RowValues.read(found, columns, names);
                        rows.put(new RowKey(key(row)), row);
                    }
                }
            }
        }
        return rows;
    }

    private Row key(Row row) {
        Value[] values = table.key().names().stream().map(row::get).toArray(Value[]::new);
        return Row.of(table.key(), values);
    }

    @Override
    public void delete(List<RowKey> keys) throws SQLException {
        for (List<RowKey> some : slices(keys)) {
            String sql = "DELETE FROM %s WHERE %s"
                    .formatted(Sql.name(table.name()), Sql.anyOf(table.key().names(), some.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, some);
                statement.executeUpdate();
            }
        }
    }

    private void bindKeys(PreparedStatement statement, List<RowKey> keys) throws SQLException {
        int index = 1;
        for (RowKey key : keys) {
            for (String column : table.key().names()) {
                bind(statement, index++, column, key.values().get(column));
            }
        }
    }

    @Override
    public void put(Collection<Row> rows) throws SQLException {
        Map<Columns, List<Row>> byColumns =
                rows.stream().collect(Collectors.groupingBy(Row::columns, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<Columns, List<Row>> same : byColumns.entrySet()) {
            if (table.furtherUniqueKeys()) {
                updateOrInsert(same.getKey(), same.getValue());
            } else {
                upsert(same.getKey(), same.getValue());
            }
        }
    }

    private void upsert(Columns columns, List<Row> rows) throws SQLException {
        String updates = columns.names().stream()
                .filter(column -> !table.key().contains(column) && !isSurrogate(column))
                .map(column -> "%1$s = VALUES(%1$s)".formatted(Sql.name(column)))
                .collect(Collectors.joining(", "));
        String keyColumn = Sql.name(table.key().names().get(0));
        String tuple = "(" + Sql.placeholders(columns.size()) + ")";
        for (List<Row> some : Slices.of(rows, ROWS_PER_STATEMENT, BYTES_PER_STATEMENT, MasterWriter::bytes)) {
            String sql = "INSERT INTO %s (%s) VALUES %s ON DUPLICATE KEY UPDATE %s"
                    .formatted(
                            Sql.name(table.name()),
                            Sql.names(columns.names()),
                            String.join(", ", Collections.nCopies(some.size(), tuple)),
                            updates.isEmpty() ? keyColumn + " = " + keyColumn : updates);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int index = 1;
                for (Row row : some) {
                    for (String column : columns.names()) {
                        bind(statement, index++, column, row.get(column));
                    }
                }
                statement.executeUpdate();
            }
        }
    }

    /** For tables with further unique keys, where an upsert could change a row other than the one meant. */
    private void updateOrInsert(Columns columns, List<Row> rows) throws SQLException {
        List<String> plain = columns.names().stream()
                .filter(column -> !table.key().contains(column) && !isSurrogate(column))
                .toList();
        List<String> bound = new ArrayList<>(plain.isEmpty() ? table.key().names() : plain);
        String update = "UPDATE %s SET %s WHERE %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.assignments(bound),
                        Sql.allEqual(table.key().names()));
        bound.addAll(table.key().names());
        String insert = "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(Sql.name(table.name()), Sql.names(columns.names()), Sql.placeholders(columns.size()));
        for (Row row : rows) {
            if (execute(update, row, bound) == 0) {
                execute(insert, row, columns.names());
            }
        }
    }

    private int execute(String sql, Row row, List<String> columns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                bind(statement, i + 1, columns.get(i), row.get(columns.get(i)));
            }
            return statement.executeUpdate();
        }
    }

    private boolean isSurrogate(String column) {
        return table.surrogate().filter(column::equals).isPresent();
    }

    private void bind(PreparedStatement statement, int index, String column, Value value) throws SQLException {
        ValueType type = Objects.requireNonNull(table.types().of(column), column);
        RowValues.bind(statement, index, value, type);
    }

    /** About what the row takes in a statement. */
    private static long bytes(Row row) {
        long bytes = 0;
        for (int i = 0; i < row.columns().size(); i++) {
            Value value = row.get(i);
            if (value instanceof Value.Text text) {
                bytes += text.value().length();
            } else if (value instanceof Value.Binary binary) {
                bytes += binary.value().length();
            }
        }
        return bytes;
    }

    private static <T> List<List<T>> slices(List<T> all) {
        return Slices.of(all, ROWS_PER_STATEMENT, Long.MAX_VALUE, one -> 0);
    }
}
