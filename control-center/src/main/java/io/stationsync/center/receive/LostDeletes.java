package io.stationsync.center.receive;

import java.sql.SQLException;

/** Whether deletes of the center may not have reached the station, so that a row that is not here may be one of those. */
@FunctionalInterface
interface LostDeletes {
    /** Asked only where a station changes a row that the master does not have. */
    boolean mayBe() throws SQLException;
}
