package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.capture.TableMapParser.Described;
import io.stationsync.model.Column;
import io.stationsync.model.SqlType;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of tables besides what the binlog says of them. The binlog decides: {@code information_schema} shows the
 * tables as they are now, and the reader may stand long before the last ALTER. Up to the first statement that changed a
 * table, the shape remembered from where the capture begins comes first. Not thread-safe.
 */
final class KnownSchemas {
    private static final String HASH = "DB_ROW_HASH_";

    private final CaptureSettings settings;
    private final Set<TableId> changed = new HashSet<>();

    KnownSchemas(CaptureSettings settings) {
        this.settings = settings;
    }

    /** A statement has changed the table: what was remembered is of the past from here on. */
    void changed(TableId table) {
        changed.add(table);
    }

    /** The shapes that the table may have, the likeliest first. */
    List<TableSchema> of(TableId table) throws CaptureException {
        List<TableSchema> known = new ArrayList<>();
        if (!changed.contains(table)) {
            settings.remembered().apply(table).ifPresent(known::add);
        }
        try {
            settings.declared().apply(table).ifPresent(known::add);
        } catch (IllegalStateException e) {
            throw new CaptureException(
                    Reason.CONNECTION,
                    "the database does not tell what %s looks like now. Connect again".formatted(table),
                    e);
        }
        return known;
    }

    /** A known column that may be the one that the binlog describes; empty if there is none. */
    static Optional<Column> column(List<TableSchema> known, BinlogColumn column) {
        return known.stream()
                .flatMap(schema -> schema.column(column.name()).stream())
                .filter(found -> agrees(found.type(), column))
                .findFirst();
    }

    private static boolean agrees(String declared, BinlogColumn column) {
        try {
            return BinlogTypes.agree(SqlType.parse(declared), column);
        } catch (IllegalArgumentException e) {
            // A type that nobody knows here tells nothing about the column.
            return false;
        }
    }

    /** The table as the binlog describes it, with what it does not say from what is known. */
    static TableSchema schema(TableId table, Described described, List<TableSchema> known) {
        List<Column> columns = new ArrayList<>();
        for (BinlogColumn column : described.columns()) {
            if (!column.name().startsWith(HASH)) {
                columns.add(column(known, column)
                        .map(found -> found.withNullable(column.nullable()))
                        .orElseGet(() -> derived(column)));
            }
        }
        return new TableSchema(table.table(), columns, described.primaryKey());
    }

    /** Every character set has a collation of this name. */
    private static Column derived(BinlogColumn column) {
        SqlType type = BinlogTypes.of(column);
        boolean text = column.collation() != 0 && column.collation() != TextCharset.BINARY;
        String collation = text
                ? Collations.charset(column.collation())
                        .map(name -> name + "_bin")
                        .orElse(null)
                : null;
        return new Column(column.name(), type.toString(), collation, column.nullable(), null, false);
    }
}
