package io.stationsync.center.receive;

import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code stationsync.sync_station_shape}: what a station's table looked like when the last of its changes was made. */
final class StationShapes {
    private static final String FIND = "SELECT shape FROM stationsync.sync_station_shape WHERE topic = ?";

    private static final String STORE = """
            INSERT INTO stationsync.sync_station_shape (topic, shape) VALUES (?, ?)
                ON DUPLICATE KEY UPDATE shape = VALUES(shape)
            """;

    private StationShapes() {}

    /** @return empty if nothing of the topic has been applied */
    static Optional<TableSchema> find(Connection connection, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, topic);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(StatusRecords.read(
                                row.getString(1).getBytes(StandardCharsets.UTF_8), TableSchema.class))
                        : Optional.empty();
            }
        }
    }

    /** In the transaction of the first change that was made in this shape. */
    static void store(Connection connection, String topic, TableSchema shape) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            statement.setString(1, topic);
            statement.setString(2, new String(StatusRecords.write(shape), StandardCharsets.UTF_8));
            statement.executeUpdate();
        }
    }
}
