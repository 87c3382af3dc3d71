package io.stationsync.model;

/**
 * Where a change was made.
 *
 * @param station the station's code, or {@code center}
 * @param db the database (schema) of the table there
 * @param gtid the transaction
 * @param row its number among the rows of synced tables in the transaction, from 0
 * @param timestampMs when the statement ran, by the database's clock, in milliseconds since 1970 with the binlog's
 *     resolution of a second
 */
public record Source(String station, String db, String table, String gtid, long row, long timestampMs) {}
