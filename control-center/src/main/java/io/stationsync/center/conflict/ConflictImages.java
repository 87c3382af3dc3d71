package io.stationsync.center.conflict;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a conflict as JSON objects, see {@link EditConflict} for which may be missing.
 *
 * @param base the row as the station saw it before its change
 * @param station the row as the station wrote it
 * @param control the row as the master had it
 */
public record ConflictImages(
        @Nullable String base,
        @Nullable String station,
        @Nullable String control) {

    static ConflictImages read(ResultSet row) throws SQLException {
        return new ConflictImages(row.getString("base"), row.getString("station_row"), row.getString("control_row"));
    }
}
