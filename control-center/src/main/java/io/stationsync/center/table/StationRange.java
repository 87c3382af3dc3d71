package io.stationsync.center.table;

import io.stationsync.database.KeyOrder;
import io.stationsync.model.KeyRange;
import java.util.Set;

/**
 * A station's rows in a master table whose keys lie in a range.
 *
 * @param order of the keys at the station, in the words of the master
 * @param codes that the station's rows have
 */
public record StationRange(KeyRange keys, KeyOrder order, String codeColumn, Set<String> codes) {
    public StationRange {
        codes = Set.copyOf(codes);
    }
}
