package io.stationsync.center.conflict;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.StationCode;
import io.stationsync.wire.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code stationsync.sync_conflict}, written in the transaction that decides. */
public final class ConflictTable {
    private static final int LONGEST_KEY = 1_000;

    private static final String INSERT = """
            INSERT INTO stationsync.sync_conflict
                   (station, table_name, row_key, columns, base, station_row, control_row, policy, overruled)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final EnvelopeWriter writer = new EnvelopeWriter();

    /** @param policy that decided: it says whose values were not kept */
    public void store(
            Connection connection, StationCode station, String table, Conflict policy, List<MergeConflict> conflicts)
            throws SQLException {
        if (conflicts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (MergeConflict conflict : conflicts) {
                String key = conflict.key().toString();
                statement.setString(1, station.value());
                statement.setString(2, table);
                statement.setString(3, key.substring(0, Math.min(LONGEST_KEY, key.length())));
                statement.setString(4, JsonMapper.shared().writeValueAsString(conflict.columns()));
                statement.setString(5, text(writer.image(conflict.base())));
                statement.setString(6, text(writer.image(conflict.station())));
                statement.setString(7, text(writer.image(conflict.control())));
                statement.setString(8, policy.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                statement.setString(9, policy == Conflict.STATION_WINS ? "control" : "station");
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
