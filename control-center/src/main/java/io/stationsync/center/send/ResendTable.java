package io.stationsync.center.send;

import io.stationsync.database.DatabaseAddress;
import io.stationsync.model.Row;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableId;
import io.stationsync.wire.ColumnTypes;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code stationsync.sync_resend}. A row of it is a master's row that its station is to be told as it is: it travels
 * once its transaction is committed, from the binlog, between the edits made before and after. The table itself stays empty.
 */
public final class ResendTable {
    public static final TableId ID = new TableId(DatabaseAddress.OWN_SCHEMA, "sync_resend");

    private static final String INSERT =
            "INSERT INTO stationsync.sync_resend (station, table_name, content) VALUES (?, ?, ?)";
    private static final String DELETE = "DELETE FROM stationsync.sync_resend";
    private static final int ROWS_AT_ONCE = 500;

    private final Connection connection;
    private final StationCode station;
    private final String table;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final List<String> waiting = new ArrayList<>();

    /** Writes within the transaction of the connection. */
    public ResendTable(Connection connection, StationCode station, String table) {
        this.connection = connection;
        this.station = station;
        this.table = table;
    }

    /** @param row of the master, as it is when the transaction is committed */
    public void add(Row row) throws SQLException {
        waiting.add(new String(writer.image(row), StandardCharsets.UTF_8));
        if (waiting.size() >= ROWS_AT_ONCE) {
            write();
        }
    }

    /** To be called after the last row. */
    public void write() throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (String content : waiting) {
                insert.setString(1, station.value());
                insert.setString(2, table);
                insert.setString(3, content);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (Statement delete = connection.createStatement()) {
            delete.executeUpdate(DELETE);
        }
        waiting.clear();
    }

    static StationCode station(Row row) {
        return new StationCode(row.get("station").display());
    }

    static String table(Row row) {
        return row.get("table_name").display();
    }

    /** @param types of the master table */
    static Row content(Row row, ColumnTypes types) {
        return new EnvelopeReader().image(row.get("content").display().getBytes(StandardCharsets.UTF_8), types);
    }
}
