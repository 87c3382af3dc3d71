package io.stationsync.agent.table;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import io.stationsync.wire.ColumnTypes;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One synchronised table as it is at one time.
 *
 * @param schema without the columns that the server computes: those don't travel
 * @param computed the names of the columns that the server computes
 * @param types of the columns that travel
 * @param fingerprint of the schema
 */
public record StationTable(
        TableSchema schema, Set<String> computed, String codeColumn, ColumnTypes types, String fingerprint) {
    public StationTable {
        computed = Set.copyOf(computed);
    }

    static StationTable of(TableSchema declared, String codeColumn) {
        TableSchema stored = new TableSchema(
                declared.table(),
                declared.columns().stream()
                        .filter(column -> !column.generated())
                        .toList(),
                declared.primaryKey());
        Set<String> computed = declared.columns().stream()
                .filter(Column::generated)
                .map(Column::name)
                .collect(Collectors.toSet());
        ColumnTypes types = ColumnTypes.of(stored);
        boolean hasCode = stored.column(codeColumn).isPresent();
        return new StationTable(
                stored,
                computed,
                codeColumn,
                hasCode ? types : types.with(codeColumn, ValueType.TEXT),
                stored.fingerprint());
    }

    public String name() {
        return schema.table();
    }

    /** The image as it travels: without computed columns, and with the code that the table itself may lack. */
    public Row travelling(Row image, String station) {
        Row stored = computed.isEmpty() ? image : image.only(column -> !computed.contains(column));
        return stored.columns().contains(codeColumn) ? stored : stored.with(Map.of(codeColumn, Value.of(station)));
    }

    /** @param travelling an image with the code column */
    public RowKey key(Row travelling) {
        return RowKey.of(travelling, schema.primaryKey(), codeColumn);
    }
}
