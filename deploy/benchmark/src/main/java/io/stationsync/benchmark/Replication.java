package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import io.stationsync.demo.StationDatabase;
import io.stationsync.demo.SyncedTable;
import io.stationsync.demo.Waiting;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MariaDB's own replication to a replica, as it is without further settings: from a GTID, one applying thread.
 *
 * @see <a href="https://mariadb.com/kb/en/setting-up-replication/">MariaDB: setting up replication</a>
 */
final class Replication implements Mover {
    static final String NAME = "MariaDB replication";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final StationDatabase station;
    private final Replica replica;

    /** Begins with what the station changes from now on. */
    Replication(StationDatabase station, Replica replica) {
        this.station = station;
        this.replica = replica;
        replica.prepare(Database.SCHEMA, SyncedTable.KAFKA_TEST.stationDdl());
        replica.execute(
                "SET GLOBAL replicate_do_db = '%s'".formatted(Database.SCHEMA),
                "SET GLOBAL gtid_slave_pos = '%s'".formatted(station.value("SELECT @@GLOBAL.gtid_binlog_pos")),
                "CHANGE MASTER TO MASTER_HOST = '%s', MASTER_PORT = %d, MASTER_USER = 'root', MASTER_PASSWORD = '%s', MASTER_USE_GTID = slave_pos, MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0"
                        .formatted(
                                station.server().host(),
                                station.server().port(),
                                station.server().rootPassword()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Connection target() {
        return replica.connect(Database.SCHEMA);
    }

    @Override
    public List<Watched> processes() {
        return List.of(Watched.of("station's database", station.server()), Watched.of("replica", replica.server()));
    }

    /** Replication sends the binlog as it is. */
    @Override
    public long bytes() {
        return station.query("SHOW BINARY LOGS").stream()
                .map(Map::values)
                .mapToLong(
                        file -> Long.parseLong(String.valueOf(List.copyOf(file).get(1))))
                .sum();
    }

    @Override
    public void release() {
        replica.execute("START SLAVE");
    }

    @Override
    public void hold() {
        replica.execute("STOP SLAVE");
    }

    @Override
    public String state() {
        return replica.status();
    }

    /** Held it has no thread. */
    @Override
    public void standStillAtStation() {}

    @Override
    public void releaseAtStation() {
        replica.execute("START SLAVE IO_THREAD");
    }

    @Override
    public void awaitReadAtStation() {
        String written = station.value("SELECT @@GLOBAL.gtid_binlog_pos");
        Waiting.until("the replica has read " + written, PATIENCE, () -> {
            String read = replica.readPosition();
            return read.equals(written) ? Optional.empty() : Optional.of("It has read " + read);
        });
    }
}
