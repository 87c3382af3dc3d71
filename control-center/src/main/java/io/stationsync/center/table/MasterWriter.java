package io.stationsync.center.table;

import io.stationsync.database.RowReader;
import io.stationsync.database.RowValues;
import io.stationsync.database.Sql;
import io.stationsync.database.SqlFailures;
import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/** A master table through JDBC, many rows in one statement. */
public final class MasterWriter implements MasterRows {
    private static final int ROWS_PER_STATEMENT = 500;

    /** Where bad rows are expected: the smaller a statement, the less is written again because of one. */
    private static final int ROWS_PER_CAREFUL_STATEMENT = 100;

    /** Well below max_allowed_packet, which is 16 MiB by default. */
    private static final long BYTES_PER_STATEMENT = 2 * 1024 * 1024;

    private final Connection connection;
    private final MasterTable table;
    private final OnRefusal onRefusal;
    private final RowValues values;
    private final Map<RowKey, SQLException> refused = new HashMap<>();

    /** What to do if the database refuses a row. */
    public enum OnRefusal {
        FAIL,
        /** Write the others: a refused statement is repeated with half of its rows until the row is alone. */
        LEAVE_OUT
    }

    public MasterWriter(Connection connection, MasterTable table, OnRefusal onRefusal) {
        this.connection = connection;
        this.table = table;
        this.onRefusal = onRefusal;
        this.values = new RowValues(table.schema().columns(), table.key().names());
    }

    /** Fails if a row is refused. */
    public MasterWriter(Connection connection, MasterTable table) {
        this(connection, table, OnRefusal.FAIL);
    }

    @Override
    public Map<RowKey, SQLException> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /** Also with the surrogate, so that an update of the row uses up no new one. */
    @Override
    public Map<RowKey, Row> lock(List<RowKey> keys) throws SQLException {
        return select(keys, " FOR UPDATE");
    }

    /** As {@link #lock(List)}, but fails with a lock wait timeout after so many seconds and not after the server's own. */
    public Map<RowKey, Row> lock(List<RowKey> keys, int patienceSeconds) throws SQLException {
        return select(keys, " FOR UPDATE WAIT " + patienceSeconds);
    }

    /** As {@link #lock(List)}, without locking. */
    public Map<RowKey, Row> find(List<RowKey> keys) throws SQLException {
        return select(keys, "");
    }

    private Map<RowKey, Row> select(List<RowKey> keys, String locking) throws SQLException {
        List<Column> columns = new ArrayList<>(table.columns());
        table.surrogate()
                .ifPresent(name -> columns.add(table.schema().column(name).orElseThrow()));
        RowReader reader = new RowReader(columns);
        Map<RowKey, Row> rows = new HashMap<>();
        for (List<RowKey> some : Slices.of(keys, ROWS_PER_STATEMENT, BYTES_PER_STATEMENT, key -> key.values()
                .textAndBinaryLength())) {
            KeyCondition condition = new KeyCondition(table.key(), some);
            String sql = "SELECT %s FROM %s WHERE %s%s"
                    .formatted(reader.selectList(), Sql.name(table.name()), condition.sql(), locking);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                condition.bind((index, column, value) -> bind(statement, index, column, value));
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        Row row = reader.read(found);
                        rows.put(table.keyOf(row), row);
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public List<RowKey> keysIn(StationRange range, int most) throws SQLException {
        List<Column> columns = table.key().names().stream()
                .map(name -> table.schema().column(name).orElseThrow())
                .toList();
        RowReader reader = new RowReader(columns);
        Row after = range.keys().after();
        Row upTo = range.keys().upTo();
        List<String> codes = List.copyOf(range.codes());
        String sql = "SELECT %s FROM %s WHERE %s IN (%s)%s%s LIMIT %d"
                .formatted(
                        reader.selectList(),
                        Sql.name(table.name()),
                        Sql.name(range.codeColumn()),
                        Sql.placeholders(codes.size()),
                        after == null ? "" : " AND " + range.order().after(),
                        upTo == null ? "" : " AND " + range.order().upTo(),
                        most);
        List<RowKey> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (String code : codes) {
                statement.setString(index++, code);
            }
            index = after == null ? index : range.order().bind(statement, index, after);
            if (upTo != null) {
                range.order().bind(statement, index, upTo);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    keys.add(new RowKey(reader.read(found)));
                }
            }
        }
        return keys;
    }

    @Override
    public void delete(List<RowKey> keys) throws SQLException {
        for (List<RowKey> some : Slices.of(keys, ROWS_PER_STATEMENT, BYTES_PER_STATEMENT, key -> key.values()
                .textAndBinaryLength())) {
            writeOrHalve(some, key -> key, this::deleteAll);
        }
    }

    private void deleteAll(List<RowKey> keys) throws SQLException {
        KeyCondition condition = new KeyCondition(table.key(), keys);
        String sql = "DELETE FROM %s WHERE %s".formatted(Sql.name(table.name()), condition.sql());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            condition.bind((index, column, value) -> bind(statement, index, column, value));
            statement.executeUpdate();
        }
    }

    private interface Write<T> {
        void write(List<T> some) throws SQLException;
    }

    /** A statement that fails has changed nothing, and the transaction goes on. */
    private <T> void writeOrHalve(List<T> some, Function<T, RowKey> key, Write<T> write) throws SQLException {
        try {
            write.write(some);
        } catch (SQLException e) {
            if (onRefusal == OnRefusal.FAIL || !SqlFailures.isOfRow(e)) {
                throw e;
            }
            if (some.size() == 1) {
                refused.put(key.apply(some.get(0)), e);
                return;
            }
            int half = some.size() / 2;
            writeOrHalve(some.subList(0, half), key, write);
            writeOrHalve(some.subList(half, some.size()), key, write);
        }
    }

    @Override
    public void insert(Collection<Row> rows) throws SQLException {
        for (List<Row> same : byColumns(rows)) {
            insert(same, "");
        }
    }

    /** @param onDuplicate what to do about rows that are there; empty: fail */
    private void insert(List<Row> rows, String onDuplicate) throws SQLException {
        Columns columns = rows.get(0).columns();
        if (onRefusal == OnRefusal.FAIL) {
            for (List<List<Row>> ofSize : bySize(slices(rows))) {
                execute(insertInto(columns, ofSize.get(0).size()) + onDuplicate, ofSize, columns.names());
            }
            return;
        }
        for (List<Row> some : slices(rows)) {
            writeOrHalve(
                    some,
                    table::keyOf,
                    rowsOfStatement -> execute(
                            insertInto(columns, rowsOfStatement.size()) + onDuplicate,
                            List.of(rowsOfStatement),
                            columns.names()));
        }
    }

    @Override
    public void update(Collection<Row> rows) throws SQLException {
        for (List<Row> same : byColumns(rows)) {
            Columns columns = same.get(0).columns();
            if (table.furtherUniqueKeys()) {
                updateEach(columns, same);
            } else {
                upsert(columns, same);
            }
        }
    }

    /** As an upsert, because that is how many rows get different values in one statement. */
    private void upsert(Columns columns, List<Row> rows) throws SQLException {
        String keyColumn = Sql.name(table.key().names().get(0));
        String updates = plain(columns).stream()
                .map(column -> "%1$s = VALUES(%1$s)".formatted(Sql.name(column)))
                .collect(Collectors.joining(", "));
        String onDuplicate =
                " ON DUPLICATE KEY UPDATE " + (updates.isEmpty() ? keyColumn + " = " + keyColumn : updates);
        insert(rows, onDuplicate);
    }

    /** For tables with further unique keys, where an upsert could change a row other than the one meant. */
    private void updateEach(Columns columns, List<Row> rows) throws SQLException {
        List<String> bound = new ArrayList<>(plain(columns));
        if (bound.isEmpty()) {
            return;
        }
        String update = "UPDATE %s SET %s WHERE %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.assignments(bound),
                        Sql.allEqual(table.key().names()));
        bound.addAll(table.key().names());
        for (Row row : rows) {
            writeOrHalve(List.of(row), table::keyOf, one -> execute(update, List.of(one), bound));
        }
    }

    /** The columns that an update may change. */
    private List<String> plain(Columns columns) {
        return columns.names().stream()
                .filter(column -> !table.key().contains(column) && !isSurrogate(column))
                .toList();
    }

    private String insertInto(Columns columns, int rows) {
        String tuple = "(" + Sql.placeholders(columns.size()) + ")";
        return "INSERT INTO %s (%s) VALUES %s"
                .formatted(
                        Sql.name(table.name()),
                        Sql.names(columns.names()),
                        String.join(", ", Collections.nCopies(rows, tuple)));
    }

    private static Collection<List<Row>> byColumns(Collection<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(Row::columns, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private static Collection<List<List<Row>>> bySize(List<List<Row>> slices) {
        return slices.stream()
                .collect(Collectors.groupingBy(List::size, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /**
     * Executes a statement once for each of the slices, which are of one size. The driver sends them all before it reads what became
     * of the first, so the server writes rows while the next are bound.
     */
    private void execute(String sql, List<List<Row>> slices, List<String> columns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<Row> rows : slices) {
                int index = 1;
                for (Row row : rows) {
                    for (String column : columns) {
                        bind(statement, index++, column, row.get(column));
                    }
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private boolean isSurrogate(String column) {
        return table.surrogate().filter(column::equals).isPresent();
    }

    private void bind(PreparedStatement statement, int index, String column, Value value) throws SQLException {
        values.bind(statement, index, column, value);
    }

    private List<List<Row>> slices(List<Row> rows) {
        int most = onRefusal == OnRefusal.LEAVE_OUT ? ROWS_PER_CAREFUL_STATEMENT : ROWS_PER_STATEMENT;
        return Slices.of(rows, most, BYTES_PER_STATEMENT, Row::textAndBinaryLength);
    }
}
