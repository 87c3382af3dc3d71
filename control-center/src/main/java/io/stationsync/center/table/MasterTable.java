package io.stationsync.center.table;

import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.ColumnTypes;
import java.util.List;
import java.util.Optional;

/**
 * A master table as one kind of station table sees it.
 *
 * @param schema of the master table
 * @param key the columns that identify a row: the station's primary key and the code
 * @param columns of the master table that the station's table has, and the code, in the master's order
 * @param surrogate the master's own primary key that stations don't have, such as {@code master_id}
 * @param furtherUniqueKeys whether a unique index other than the key and the primary key exists, so that an upsert could
 *     hit another row
 * @param forms of the station's values
 */
public record MasterTable(
        TableSchema schema,
        Columns key,
        List<Column> columns,
        Optional<String> surrogate,
        boolean furtherUniqueKeys,
        ColumnTypes types,
        MasterForms forms) {
    public MasterTable {
        columns = List.copyOf(columns);
    }

    public String name() {
        return schema.table();
    }

    /**
     * What rows that a table had before a column was added have there.
     *
     * @return an SQL literal; empty if it was computed for each row
     */
    public static Optional<String> valueOfOldRows(Column added) {
        return ColumnDefault.of(added);
    }

    /** @param row with the key's columns */
    public RowKey keyOf(Row row) {
        return new RowKey(row.project(key));
    }

    /** The columns that an operator may write: those of the station's table without the key. */
    public List<String> writable() {
        return columns.stream()
                .map(Column::name)
                .filter(column -> !key.contains(column))
                .toList();
    }
}
