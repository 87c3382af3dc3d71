package io.stationsync.demo;

import io.stationsync.servers.MariaDbServer;
import java.util.List;

/** The MariaDB of the control center. */
public final class CenterDatabase extends Database {

    CenterDatabase(MariaDbServer server) {
        super("the center's database", server);
    }

    @Override
    public String user() {
        return "stationsync_center";
    }

    /** Makes the account with the grants of deploy/sql/center.sql, and the master tables that are not left to the product. */
    void prepare(List<SyncedTable> tables) {
        createSchema();
        prepareAccount(Repository.text("deploy/sql/center.sql")
                .replace("@DATABASE@", SCHEMA)
                .replace("@PASSWORD@", "'" + password() + "'"));
        tables.stream()
                .map(SyncedTable::masterDdl)
                .filter(ddl -> !ddl.isEmpty())
                .forEach(this::execute);
    }
}
