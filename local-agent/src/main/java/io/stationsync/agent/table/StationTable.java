package io.stationsync.agent.table;

import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import io.stationsync.wire.ColumnTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One synchronised table as it is at one time.
 *
 * @param schema as it is at the station, without the columns that the server computes: those don't travel
 * @param computed the names of the columns that the server computes
 * @param selection which part of it travels
 * @param announced as it travels and the center knows it
 * @param types of the columns that travel, by their names at the center
 * @param storedTypes of the schema's columns
 * @param keys columns that identify a row
 * @param fingerprint of the announced schema
 */
public record StationTable(
        TableSchema schema,
        Set<String> computed,
        String codeColumn,
        Selection selection,
        TableSchema announced,
        ColumnTypes types,
        ColumnTypes storedTypes,
        Keys keys,
        String fingerprint) {

    /**
     * What identifies a row.
     *
     * @param stored the primary key's columns
     * @param travelling the same under the center's names
     * @param atCenter and with the code
     */
    record Keys(Columns stored, Columns travelling, Columns atCenter) {}

    public StationTable {
        computed = Set.copyOf(computed);
    }

    /** @param selection fits the table, see {@link Selection#problems} */
    static StationTable of(TableSchema declared, String codeColumn, Selection selection) {
        TableSchema stored = stored(declared);
        Set<String> computed = declared.columns().stream()
                .filter(Column::generated)
                .map(Column::name)
                .collect(Collectors.toSet());
        TableSchema announced = selection.announced(stored);
        ColumnTypes types = ColumnTypes.of(announced);
        boolean hasCode = stored.column(codeColumn).isPresent();
        return new StationTable(
                stored,
                computed,
                codeColumn,
                selection,
                announced,
                hasCode ? types : types.with(codeColumn, ValueType.TEXT),
                ColumnTypes.of(stored),
                new Keys(
                        new Columns(stored.primaryKey()),
                        new Columns(announced.primaryKey()),
                        RowKey.keyColumns(announced.primaryKey(), codeColumn)),
                announced.fingerprint());
    }

    /** The table without the columns that the server computes. */
    public static TableSchema stored(TableSchema declared) {
        return new TableSchema(
                declared.table(),
                declared.columns().stream()
                        .filter(column -> !column.generated())
                        .toList(),
                declared.primaryKey());
    }

    public String name() {
        return schema.table();
    }

    /**
     * Whether a row, as it is at the station, travels.
     *
     * @throws UndecidedRowException if nobody can say
     */
    public boolean selects(Row image) {
        return selection.rows().isEmpty() || selection.rows().get().test(image, storedTypes);
    }

    /** The image as it travels: without computed and excluded columns, under the center's names, and with the code. */
    public Row travelling(Row image, String station) {
        Row selected = computed.isEmpty()
                        && selection.exclude().isEmpty()
                        && selection.masterNames().isEmpty()
                ? image
                : selected(image);
        return selected.columns().contains(codeColumn)
                ? selected
                : selected.with(Map.of(codeColumn, Value.of(station)));
    }

    private Row selected(Row image) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (String column : image.columns().names()) {
            if (travels(column)) {
                values.put(selection.masterName(column), image.get(column));
            }
        }
        return Row.of(values);
    }

    /** Where columns are excluded, one that the table no longer has may be such a column under another name. */
    private boolean travels(String column) {
        return selection.exclude().isEmpty()
                ? !computed.contains(column)
                : !selection.exclude().contains(column) && storedTypes.of(column) != null;
    }

    /**
     * A change as the center is to see it: a row that enters the selection is inserted, one that leaves it is deleted.
     *
     * @return empty if the center has no part in it
     */
    public Optional<RowChange> travelling(RowChange change, String station) {
        Row before = selected(change.before(), station);
        Row after = selected(change.after(), station);
        if (before == null) {
            return after == null ? Optional.empty() : Optional.of(new RowChange(opWithoutBefore(change), null, after));
        }
        if (after == null) {
            return Optional.of(RowChange.delete(before));
        }
        return before.equals(after) ? Optional.empty() : Optional.of(RowChange.update(before, after));
    }

    /** A row that enters the selection is inserted. */
    private static Op opWithoutBefore(RowChange change) {
        return change.op() == Op.LOAD ? Op.LOAD : Op.INSERT;
    }

    /**
     * What the center is to see of a change that it made itself: if that took the row out of the selection, the row goes.
     *
     * @return empty if the row stays in the selection, or was not in it
     */
    public Optional<RowChange> takenOut(RowChange change, String station) {
        Row before = change.before();
        Row after = change.after();
        if (after == null || before != null && !selects(before) || selects(after)) {
            return Optional.empty();
        }
        return Optional.of(RowChange.delete(travelling(after, station)));
    }

    private @Nullable Row selected(@Nullable Row image, String station) {
        return image == null || !selects(image) ? null : travelling(image, station);
    }

    /** The primary-key columns of an image of the station's own. */
    public Row primaryKey(Row image) {
        return image.project(keys.stored());
    }

    /** The same columns of an image that travels, under the center's names. */
    public Row travellingKey(Row travelling) {
        return travelling.project(keys.travelling());
    }

    /** @param travelling an image with the code column */
    public RowKey key(Row travelling) {
        return new RowKey(travelling.project(keys.atCenter()));
    }

    /** The row's key as a person knows it at the station. */
    public RowKey storedKey(Row image) {
        return new RowKey(image.only(schema.primaryKey()::contains));
    }

    /** A row that came from the center, under the station's names. */
    public Row stored(Row travelling) {
        if (selection.masterNames().isEmpty() && selection.exclude().isEmpty()) {
            return travelling;
        }
        Columns columns = new Columns(stored(travelling.columns().names()));
        Value[] values = new Value[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = travelling.get(i);
        }
        return Row.of(columns, values).only(column -> !selection.exclude().contains(column));
    }

    /** The names of columns at the station, by those at the center. */
    public List<String> stored(List<String> travelling) {
        Map<String, String> names = selection.stationNames();
        if (names.isEmpty()) {
            return travelling;
        }
        return travelling.stream().map(name -> names.getOrDefault(name, name)).toList();
    }
}
