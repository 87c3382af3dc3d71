package io.stationsync.center.table;

import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.SqlType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A master table's columns as {@code SHOW CREATE TABLE} defines them: to change a column is to define it anew. */
final class MasterColumns {
    private final List<String> lines;

    private MasterColumns(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    static MasterColumns read(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + Sql.name(table))) {
            if (!row.next()) {
                throw new SQLException("SHOW CREATE TABLE %s has no result".formatted(table));
            }
            return of(row.getString(2));
        }
    }

    static MasterColumns of(String createTable) {
        return new MasterColumns(createTable.lines().map(String::strip).toList());
    }

    /**
     * The clause of an ALTER that changes a column and keeps everything else about it: character set, default, comment.
     *
     * @param type null to keep it
     * @param nullable true to allow NULL, false to leave that as it is
     */
    String modified(Column column, @Nullable SqlType type, boolean nullable) {
        String start = "%s %s".formatted(Sql.name(column.name()), column.type());
        String rest = lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length()).replaceFirst(",$", ""))
                .orElse(column.nullable() ? "" : " NOT NULL");
        int words = rest.indexOf('\'') < 0 ? rest.length() : rest.indexOf('\'');
        String before =
                nullable ? rest.substring(0, words).replaceFirst(" NOT NULL", " NULL") : rest.substring(0, words);
        return "MODIFY COLUMN %s %s%s%s"
                .formatted(Sql.name(column.name()), type == null ? column.type() : type, before, rest.substring(words));
    }
}
