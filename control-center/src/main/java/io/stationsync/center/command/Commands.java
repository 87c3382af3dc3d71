package io.stationsync.center.command;

import io.stationsync.database.Rollback;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.model.StationCode;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.StationCommand.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives stations commands that an operator wants. Thread-safe. */
public final class Commands {
    private final DataSource dataSource;

    Commands(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Has the station send rows of the table again.
     *
     * @param arguments which of them
     */
    public void resync(StationCode station, String table, LoadArguments arguments, String user, String reason)
            throws SQLException {
        String json = arguments.json();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                AuditTable.write(
                        connection,
                        new AuditedAction(
                                user,
                                "resync",
                                "table %s of station %s".formatted(table, station),
                                station.value(),
                                table,
                                null,
                                reason,
                                json));
                CommandTable.give(connection, station, Kind.RESYNC, table, json, user, reason);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }
}
