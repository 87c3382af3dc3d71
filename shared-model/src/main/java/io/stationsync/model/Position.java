package io.stationsync.model;

/**
 * A place in a binlog: everything up to {@code gtids}, and of the one transaction that follows its first {@code events}
 * row events (of any table), which held {@code rows} rows of synced tables. Counting events makes a transaction of any
 * size resumable in its middle; both are 0 between two transactions.
 */
public record Position(GtidPosition gtids, long events, long rows) {
    public Position {
        if (events < 0 || rows < 0) {
            throw new IllegalArgumentException("events: %d, rows: %d (expected: 0 or more)".formatted(events, rows));
        }
    }

    public static Position after(GtidPosition gtids) {
        return new Position(gtids, 0, 0);
    }

    @Override
    public String toString() {
        return events == 0 ? gtids.toString() : "%s and %d row events more".formatted(gtids, events);
    }
}
