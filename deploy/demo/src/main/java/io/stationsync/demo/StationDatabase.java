package io.stationsync.demo;

import io.stationsync.servers.MariaDbServer;
import java.util.List;

/** The MariaDB of one station. */
public final class StationDatabase extends Database {

    StationDatabase(String code, MariaDbServer server) {
        super("the database of " + code, server);
    }

    @Override
    public String user() {
        return "stationsync_agent";
    }

    /** Makes the account with the grants of deploy/sql/station.sql, and the tables. */
    void prepare(List<SyncedTable> tables) {
        createSchema();
        for (SyncedTable table : tables) {
            // A grant on a table that does not exist is refused.
            execute(table.stationDdl());
            prepareAccount(Repository.text("deploy/sql/station.sql")
                    .replace("@DATABASE@", SCHEMA)
                    .replace("@TABLE@", table.name())
                    .replace("@PASSWORD@", "'" + password() + "'"));
        }
    }
}
