package io.stationsync.center.table;

import io.stationsync.database.Sql;
import io.stationsync.model.Columns;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The condition that a row has one of these keys, in the form that costs the server least: what all keys have in common, such
 * as the code, is said once, and the rest is a list of values where it can be.
 */
final class KeyCondition {
    private final List<RowKey> keys;
    private final List<String> common = new ArrayList<>();
    private final List<String> varying = new ArrayList<>();

    /** @param keys one or more, with these columns */
    KeyCondition(Columns columns, List<RowKey> keys) {
        this.keys = List.copyOf(keys);
        for (String column : columns.names()) {
            Set<Value> values =
                    keys.stream().map(key -> key.values().get(column)).collect(Collectors.toCollection(HashSet::new));
            (values.size() == 1 ? common : varying).add(column);
        }
    }

    /** With a placeholder for each value. */
    String sql() {
        List<String> conditions = new ArrayList<>();
        if (!common.isEmpty()) {
            conditions.add(Sql.allEqual(common));
        }
        if (!varying.isEmpty()) {
            conditions.add("(" + Sql.anyOf(varying, keys.size()) + ")");
        }
        return String.join(" AND ", conditions);
    }

    /** A value to bind. */
    interface Bind {
        void bind(int index, String column, Value value) throws SQLException;
    }

    /** In the order of the placeholders, the first being 1. */
    void bind(Bind bind) throws SQLException {
        int index = 1;
        for (String column : common) {
            bind.bind(index++, column, keys.get(0).values().get(column));
        }
        for (RowKey key : keys) {
            for (String column : varying) {
                bind.bind(index++, column, key.values().get(column));
            }
        }
    }
}
