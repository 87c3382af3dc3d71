package io.stationsync.center.table;

import java.util.Map;

/** The policy of each table. */
public record TablePolicies(Map<String, TablePolicy> tables) {
    public TablePolicies {
        tables = Map.copyOf(tables);
    }

    public TablePolicy of(String table) {
        return tables.getOrDefault(table, TablePolicy.DEFAULT);
    }
}
