package io.stationsync.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table whose rows are edited at random.
 *
 * @param keyColumns the primary key at the station
 * @param keys those that rows may have: few, so that edits meet
 * @param stamped whether it has {@link #STAMP}, which each insert and update writes
 */
record EditedTable(SyncedTable table, List<String> keyColumns, List<List<Integer>> keys, boolean stamped) {
    /** Written by an insert and never again: it tells a row from an earlier one of the same key. */
    static final String BORN = "born";

    /** What updates change. */
    static final List<String> EDITED = List.of("a", "b", "c");

    /** For {@code newest-wins}. */
    static final String STAMP = "stamp";

    private static final int ROWS = 8;
    private static final String PLAIN_COLUMNS = """
              born varchar(40) NOT NULL,
              a varchar(40) NOT NULL,
              b varchar(40) NOT NULL,
              c varchar(40) NOT NULL,
            """;

    EditedTable {
        keyColumns = List.copyOf(keyColumns);
        keys = List.copyOf(keys);
    }

    /** As in the documentation: with the code, and with a master table that somebody has made. */
    static EditedTable withCode(String name) {
        return withCode(name, "", false);
    }

    /** The same with {@link #STAMP}. */
    static EditedTable withStamp(String name) {
        return withCode(name, "  stamp bigint NOT NULL,\n", true);
    }

    private static EditedTable withCode(String name, String furtherColumns, boolean stamped) {
        String columns = PLAIN_COLUMNS + furtherColumns;
        String stationDdl = """
                CREATE TABLE %s (
                  id bigint NOT NULL AUTO_INCREMENT,
                %s  code varchar(100) NOT NULL,
                  PRIMARY KEY (id),
                  UNIQUE KEY of_code (id, code)
                ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""".formatted(name, columns);
        String masterDdl = """
                CREATE TABLE %s (
                  master_id bigint NOT NULL AUTO_INCREMENT,
                  id bigint DEFAULT NULL,
                %s  code varchar(100) NOT NULL,
                  PRIMARY KEY (master_id),
                  UNIQUE KEY of_code (id, code)
                ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""".formatted(name, columns);
        return new EditedTable(new SyncedTable(name, stationDdl, masterDdl), List.of("id"), ids(), stamped);
    }

    /** The station knows nothing of codes; the center makes the master table. */
    static EditedTable withoutCode(String name) {
        String stationDdl = """
                CREATE TABLE %s (
                  id bigint NOT NULL AUTO_INCREMENT,
                %s  PRIMARY KEY (id)
                ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""".formatted(name, PLAIN_COLUMNS);
        return new EditedTable(new SyncedTable(name, stationDdl, ""), List.of("id"), ids(), false);
    }

    /** With a primary key of two columns; the center makes the master table. */
    static EditedTable withTwoKeyColumns(String name) {
        String stationDdl = """
                CREATE TABLE %s (
                  id bigint NOT NULL,
                  part int NOT NULL,
                %s  code varchar(100) NOT NULL,
                  PRIMARY KEY (id, part)
                ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""".formatted(name, PLAIN_COLUMNS);
        List<List<Integer>> keys = new ArrayList<>();
        ids().subList(0, ROWS / 2).forEach(id -> Stream.of(1, 2).forEach(part -> keys.add(List.of(id.get(0), part))));
        return new EditedTable(new SyncedTable(name, stationDdl, ""), List.of("id", "part"), keys, false);
    }

    private static List<List<Integer>> ids() {
        return IntStream.rangeClosed(1, ROWS).mapToObj(List::of).toList();
    }

    String name() {
        return table.name();
    }

    boolean hasCodeAtStation() {
        return table.stationDdl().contains(" code ");
    }

    /** The columns of which every value is to be found again: those of which no two values are equal. */
    static List<String> traced() {
        return Stream.concat(Stream.of(BORN), EDITED.stream()).toList();
    }

    /** The row of a station. */
    EditedRow row(String station, List<Integer> key) {
        return new EditedRow(this, station, key);
    }

    /** A row of which nobody else knows. */
    EditedRow witness(String station) {
        return row(station, keyColumns.stream().map(column -> 1_000_000).toList());
    }
}
