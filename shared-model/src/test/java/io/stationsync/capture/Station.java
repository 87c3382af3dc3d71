package io.stationsync.capture;

import io.stationsync.model.Column;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import io.stationsync.servers.MariaDbServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real database with a schema {@code test} of wanted tables, and captures of it that end by themselves. */
final class Station {
    static final String SCHEMA = "test";
    static final TableId MARKER = new TableId("stationsync", "sync_progress");
    static final long SERVER_ID = 4711;

    private static final String COLUMNS = """
            SELECT COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION
            """;

    private final MariaDbServer server;

    Station(MariaDbServer server) throws SQLException {
        this.server = server;
        server.execute(
                "CREATE OR REPLACE DATABASE " + SCHEMA,
                "CREATE OR REPLACE DATABASE stationsync",
                "CREATE OR REPLACE DATABASE other",
                "CREATE TABLE stationsync.sync_progress (id INT PRIMARY KEY, next_offset BIGINT NOT NULL)",
                "INSERT INTO stationsync.sync_progress VALUES (1, 0)");
    }

    /** A session in the schema of the wanted tables, in UTC. */
    Connection session() throws SQLException {
        Connection session = server.connect(SCHEMA);
        execute(session, "SET time_zone='+00:00'");
        return session;
    }

    static void execute(Connection session, String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs the statements in one session of their own. */
    void run(String... statements) throws SQLException {
        try (Connection session = session()) {
            execute(session, statements);
        }
    }

    Position now() throws SQLException {
        return Position.after(gtids());
    }

    private GtidPosition gtids() throws SQLException {
        return GtidPosition.parse(value("SELECT @@GLOBAL.gtid_binlog_pos"));
    }

    String value(String sql) throws SQLException {
        try (Connection session = session();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    CaptureSettings settings() {
        return CaptureSettings.of(
                        server.host(),
                        server.port(),
                        "root",
                        server.rootPassword(),
                        SERVER_ID,
                        SCHEMA,
                        MARKER,
                        table -> table.schema().equals(SCHEMA))
                .withDeclared(this::declared);
    }

    BinlogCapture capture() {
        return new BinlogCapture(settings(), Clock.systemUTC());
    }

    private Optional<TableSchema> declared(TableId table) {
        try (Connection session = session();
                PreparedStatement query = session.prepareStatement(COLUMNS)) {
            query.setString(1, table.schema());
            query.setString(2, table.table());
            List<Column> columns = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(rows.getString(1), rows.getString(2), rows.getString(3), true, null, false));
                }
            }
            return Optional.of(new TableSchema(table.table(), columns, List.of()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything from the position to what is the binlog's end now. */
    List<TransactionPart> read(Position from) throws Exception {
        return read(from, UnaryOperator.identity());
    }

    List<TransactionPart> read(Position from, UnaryOperator<CaptureSettings> changed) throws Exception {
        GtidPosition end = gtids();
        List<TransactionPart> parts = new ArrayList<>();
        if (!from.gtids().equals(end)) {
            try (BinlogCapture capture = new BinlogCapture(changed.apply(settings()), Clock.systemUTC())) {
                capture.run(from, part -> {
                    parts.add(part);
                    if (part.last() && part.before().after(part.gtid()).equals(end)) {
                        capture.close();
                    }
                });
            }
        }
        return parts;
    }

    static List<RowChange> changes(List<TransactionPart> parts) throws CaptureException {
        List<RowChange> changes = new ArrayList<>();
        for (TransactionPart part : parts) {
            for (RowsEvent event : part.events()) {
                changes.addAll(event.decode());
            }
        }
        return changes;
    }

    /** The changes in short: {@code c:1 u:1 d:2}, each with the value of a column. */
    static String summary(List<TransactionPart> parts, String column) throws CaptureException {
        List<String> texts = new ArrayList<>();
        for (RowChange change : changes(parts)) {
            Row image = change.image();
            texts.add(change.op().code() + ":" + image.get(column).display());
        }
        return String.join(" ", texts);
    }
}
