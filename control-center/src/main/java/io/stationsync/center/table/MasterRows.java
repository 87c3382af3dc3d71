package io.stationsync.center.table;

import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The rows of a master table by their key, within one transaction. */
public interface MasterRows {
    /** Those that exist, with the station's columns, locked until the transaction ends. */
    Map<RowKey, Row> lock(List<RowKey> keys) throws SQLException;

    /** The keys of so many of the rows in a range, in any order; not locked. */
    List<RowKey> keysIn(StationRange range, int most) throws SQLException;

    void delete(List<RowKey> keys) throws SQLException;

    /**
     * Rows of one call may have different columns.
     *
     * @throws SQLException for a duplicate key if one of them exists
     */
    void insert(Collection<Row> rows) throws SQLException;

    /** Gives rows that are locked, with all that {@link #lock} told of them, these values. */
    void update(Collection<Row> rows) throws SQLException;

    /** Rows that were left as they are because the database refuses them, with the reason. */
    default Map<RowKey, SQLException> refused() {
        return Map.of();
    }
}
