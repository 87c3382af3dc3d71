package io.stationsync.center.receive;

import io.stationsync.engine.EngineException;
import io.stationsync.model.StationCode;
import java.sql.SQLException;

/** What stations say of themselves, which does not arrive with their rows. */
@FunctionalInterface
interface Announcements {
    /**
     * Reads all that the station has committed by now, also what belongs to records of its other topics just met.
     *
     * @throws EngineException if that takes too long
     */
    void catchUp(StationCode station) throws SQLException, EngineException, InterruptedException;
}
