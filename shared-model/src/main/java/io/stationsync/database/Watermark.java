package io.stationsync.database;

import io.stationsync.model.Row;
import io.stationsync.model.TableId;
import io.stationsync.model.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table {@code stationsync.sync_watermark}: a number that rises while the database lives. The sender passes it in the binlog
 * and keeps the last one with its position in Kafka. A database with a smaller one is older than that position: it was
 * restored, however much has been written to it since.
 */
public final class Watermark {
    public static final TableId ID = new TableId(DatabaseAddress.OWN_SCHEMA, "sync_watermark");

    private static final String READ = "SELECT watermark FROM stationsync.sync_watermark";
    private static final String RAISE = "UPDATE stationsync.sync_watermark SET watermark = GREATEST(watermark, ?) + 1";

    private Watermark() {}

    public static long read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** @param atLeast the new one is larger than this and than the one before */
    public static void raise(Connection connection, long atLeast) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RAISE)) {
            statement.setLong(1, atLeast);
            statement.executeUpdate();
        }
    }

    /** @param row of the table as the binlog has it */
    public static long of(Row row) {
        return row.get("watermark") instanceof Value.Int number ? number.value() : 0;
    }
}
