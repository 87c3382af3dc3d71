package io.stationsync.demo;

import java.util.Locale;
import java.util.stream.Stream;

/** A table for each policy and each way to merge, otherwise alike. */
enum PolicyTable {
    CONTROL_WINS,
    STATION_WINS,
    NEWEST_WINS,
    MANUAL,
    CONTROL_WINS_BY_ROW,
    STATION_WINS_BY_ROW,
    NEWEST_WINS_BY_ROW,
    MANUAL_BY_ROW;

    private static final String BY_ROW = "_by_row";

    /** The name of the table. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean byRow() {
        return toString().endsWith(BY_ROW);
    }

    /** As in {@code sync.tables.….conflict}. */
    String policy() {
        return toString().replace(BY_ROW, "").replace('_', '-');
    }

    boolean stationWins() {
        return policy().equals("station-wins");
    }

    boolean newestWins() {
        return policy().equals("newest-wins");
    }

    /** The station's columns are {@code id, text, note, code, create_date, modify_date}; the note is {@code 0} unless given. */
    private SyncedTable table() {
        SyncedTable like = Tables.like(toString());
        return new SyncedTable(toString(), withNote(like.stationDdl()), withNote(like.masterDdl()));
    }

    private static String withNote(String ddl) {
        return ddl.replace("code varchar(100) NOT NULL,", "note varchar(100) DEFAULT '0', code varchar(100) NOT NULL,")
                .replace("modify_date datetime NOT NULL", "modify_date datetime DEFAULT NULL");
    }

    /** The tables, with the policy that each is named after. */
    static FleetOptions in(FleetOptions options) {
        FleetOptions all =
                options.withTables(Stream.of(values()).map(PolicyTable::table).toArray(SyncedTable[]::new));
        for (PolicyTable table : values()) {
            String prefix = "sync.tables.%s.".formatted(table);
            all = all.withCenterProperty(prefix + "conflict", table.policy());
            if (table.newestWins()) {
                all = all.withCenterProperty(prefix + "newest-by", "modify_date");
            }
            if (table.byRow()) {
                all = all.withCenterProperty(prefix + "merge", "row");
            }
        }
        return all;
    }
}
