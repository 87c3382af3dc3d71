package io.stationsync.capture;

import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * How the rows of one table look at one time: the columns, shared by all rows, and the codec of each. Immutable.
 *
 * <p>The hash that MariaDB keeps for a unique key on long columns stands in the binlog like a column, but SELECT and {@code
 * information_schema} do not have it, and neither have rows here.
 */
final class TableLayout {
    private static final String HASH = "DB_ROW_HASH_";

    private final TableId table;
    private final TableSchema schema;
    private final Columns columns;
    private final CellCodec[] codecs;
    private final boolean[] hidden;

    TableLayout(TableId table, TableSchema schema, List<String> names, List<CellCodec> codecs) {
        this.table = table;
        this.schema = schema;
        this.codecs = codecs.toArray(new CellCodec[0]);
        this.hidden = new boolean[codecs.size()];
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = names.get(i).startsWith(HASH);
            if (!hidden[i]) {
                shown.add(names.get(i));
            }
        }
        this.columns = new Columns(shown);
    }

    /** How many columns the binlog has, those hidden included. */
    int width() {
        return codecs.length;
    }

    TableId table() {
        return table;
    }

    TableSchema schema() {
        return schema;
    }

    Columns columns() {
        return columns;
    }

    /** Reads a full image: a bit for each column that is NULL, then the cells of the others. */
    Row row(ByteReader image) {
        int nulls = image.skip((codecs.length + 7) / 8);
        byte[] bytes = image.array();
        Value[] values = new Value[columns.size()];
        for (int i = 0, shown = 0; i < codecs.length; i++) {
            boolean isNull = (bytes[nulls + i / 8] & 1 << i % 8) != 0;
            Value value = isNull ? Value.ofNull() : codecs[i].decode(image);
            if (!hidden[i]) {
                values[shown++] = value;
            }
        }
        return Row.of(columns, values);
    }
}
