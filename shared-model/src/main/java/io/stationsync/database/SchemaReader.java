package io.stationsync.database;

import io.stationsync.model.Column;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads what tables look like from {@code information_schema}. */
public final class SchemaReader {
    private static final String COLUMNS = """
            SELECT column_name, column_type, collation_name, is_nullable, column_default, is_generated
              FROM information_schema.columns
             WHERE table_schema = ? AND table_name = ?
             ORDER BY ordinal_position
            """;

    private static final String UNIQUE_KEYS = """
            SELECT index_name, column_name
              FROM information_schema.statistics
             WHERE table_schema = ? AND table_name = ? AND non_unique = 0
             ORDER BY index_name, seq_in_index
            """;

    private static final String PRIMARY = "PRIMARY";

    private SchemaReader() {}

    /** @return empty if there is no such table */
    public static Optional<TableSchema> read(Connection connection, String schema, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4).equals("YES"),
                            rows.getString(5),
                            rows.getString(6).equals("ALWAYS")));
                }
            }
        }
        List<String> primaryKey = uniqueKeys(connection, schema, table).getOrDefault(PRIMARY, List.of());
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableSchema(table, columns, primaryKey));
    }

    /**
     * What a capture asks of a table, see {@code CaptureSettings.declared}; with a connection of its own.
     *
     * @throws IllegalStateException if the database can't be asked
     */
    public static Optional<TableSchema> read(DataSource dataSource, TableId table) {
        try (Connection connection = dataSource.getConnection()) {
            return read(connection, table.schema(), table.table());
        } catch (SQLException e) {
            throw new IllegalStateException("the columns of %s can't be read".formatted(table), e);
        }
    }

    /** The unique indexes of a table, by name, each with its columns in order; the primary key is {@code PRIMARY}. */
    public static Map<String, List<String>> uniqueKeys(Connection connection, String schema, String table)
            throws SQLException {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE_KEYS)) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.computeIfAbsent(rows.getString(1), index -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            }
        }
        return keys;
    }
}
