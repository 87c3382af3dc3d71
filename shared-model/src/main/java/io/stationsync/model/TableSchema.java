package io.stationsync.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The shape of a table.
 *
 * @param columns in the table's order, at least one
 * @param primaryKey names of the primary-key columns in the key's order; empty if the table has none
 */
public record TableSchema(String table, List<Column> columns, List<String> primaryKey) {
    public TableSchema {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** Eight hex digits that change with the names, types, nullability or primary key of the columns. */
    public String fingerprint() {
        CRC32 crc = new CRC32();
        StringBuilder text = new StringBuilder(table);
        columns.forEach(c -> text.append('\n')
                .append(c.name())
                .append('\t')
                .append(c.type())
                .append(c.nullable() ? "" : " NOT NULL"));
        text.append('\n').append(primaryKey);
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
