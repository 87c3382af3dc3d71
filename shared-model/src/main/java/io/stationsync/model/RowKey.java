package io.stationsync.model;

import java.util.ArrayList;
import java.util.List;

/** What identifies a row in one station's table: the values of its primary-key columns and then its code. */
public record RowKey(Row values) {

    /**
     * The columns of a key in their order.
     *
     * @param keyColumns the station table's primary-key columns
     * @param codeColumn added last unless it is one of them
     */
    public static Columns keyColumns(List<String> keyColumns, String codeColumn) {
        if (keyColumns.contains(codeColumn)) {
            return new Columns(keyColumns);
        }
        List<String> all = new ArrayList<>(keyColumns);
        all.add(codeColumn);
        return new Columns(all);
    }

    /** The key as operators know it, {@code id=7,code=ST001}: a key is an address and may be logged. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.toMap().forEach((column, value) -> text.append(text.isEmpty() ? "" : ",")
                .append(column)
                .append('=')
                .append(value.display()));
        return text.toString();
    }
}
