package io.stationsync.setup;

import io.stationsync.capture.TextCharset;
import io.stationsync.model.ValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a synced table: that each can be carried as it is. What can't be is refused, never mangled. */
final class ColumnChecks {
    private static final String COLUMNS = """
            SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME
            FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?
            ORDER BY ORDINAL_POSITION
            """;

    private final Connection connection;
    private final String schema;

    ColumnChecks(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** @return nothing but problems */
    List<Finding> check(String table) throws SQLException {
        List<Finding> problems = new ArrayList<>();
        for (ColumnInfo column : Sql.list(
                connection,
                COLUMNS,
                row -> new ColumnInfo(row.getString(1), row.getString(2), row.getString(3)),
                schema,
                table)) {
            if (!isKnown(column.type())) {
                problems.add(unknownType(table, column));
            } else if (column.charset() != null && !TextCharset.isSupported(column.charset())) {
                problems.add(unknownCharset(table, column));
            }
        }
        return problems;
    }

    private record ColumnInfo(
            String name, String type, @Nullable String charset) {}

    private static boolean isKnown(String type) {
        try {
            ValueType.of(type);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Finding unknownType(String table, ColumnInfo column) {
        return problem(
                table,
                "column %s has the type %s (expected: a type of MariaDB 10.5 to 11.4)"
                        .formatted(column.name(), column.type()),
                "Change the column's type, or take the table out of sync.tables (SYNC_TABLES).");
    }

    private Finding unknownCharset(String table, ColumnInfo column) {
        return problem(
                table,
                "column %s has the character set %s, which Java does not know (expected: utf8mb4 or another common one)"
                        .formatted(column.name(), column.charset()),
                "ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4;".formatted(Sql.table(schema, table)));
    }

    private Finding problem(String table, String message, String fix) {
        return Finding.problem("table " + schema + "." + table, message, fix);
    }
}
