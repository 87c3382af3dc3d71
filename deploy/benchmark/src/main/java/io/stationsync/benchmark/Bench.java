package io.stationsync.benchmark;

import io.stationsync.demo.Fleet;
import io.stationsync.demo.FleetOptions;
import io.stationsync.demo.Repository;
import io.stationsync.demo.Station;
import io.stationsync.demo.SyncedTable;
import io.stationsync.demo.Waiting;
import io.stationsync.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is measured, started and warm: the product and its rivals, all of them held. */
final class Bench implements AutoCloseable {
    /** The station whose changes all movers bring to the center. */
    static final String STATION = "ST001";
    /** Whose records {@link SimulatedStations} repeat; begins with an empty table. */
    static final String ORIGINAL_STATION = "GROW1";
    /** Followed by the number of a run: begins with a full table. */
    static final String FULL_STATION = "FULL";

    private static final Map<String, String> MARIADB = Map.of(
            // How safe a commit is: as MariaDB is by itself.
            "sync_binlog", "0",
            "innodb_flush_log_at_trx_commit", "1",
            "innodb_buffer_pool_size", "512M",
            "innodb_log_file_size", "512M");
    private static final Pattern SHIPPED_JVM = Pattern.compile("JAVA_OPTS=([^\"]*)\"");
    private static final int WARM_UP_ROWS = 20_000;
    private static final String READERS =
            "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Options options;
    private final Path folder;
    private final Fleet fleet;
    private final Rows rows = new Rows(STATION);
    private final StationSync product;
    private final List<Mover> movers = new ArrayList<>();
    private final List<AutoCloseable> workers = new ArrayList<>();

    Bench(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
        this.fleet = new Fleet(fleet(options));
        fleet.kafka();
        Station station = fleet.station(STATION);
        station.database();
        this.product = new StationSync(fleet, station);
        movers.add(product);
        if (options.replication()) {
            addRivals(station);
        }
        movers.forEach(Mover::hold);
        bringAll(rows.inserts(Math.min(WARM_UP_ROWS, options.rows()), Rows.TRANSACTION));
        product.restart();
        bringAll(rows.inserts(Math.min(WARM_UP_ROWS, options.rows()), Rows.TRANSACTION));
    }

    private static FleetOptions fleet(Options options) {
        List<String> stations = Stream.concat(
                        Stream.of(STATION, ORIGINAL_STATION),
                        IntStream.rangeClosed(1, options.runs()).mapToObj(run -> FULL_STATION + run))
                .toList();
        return new FleetOptions(
                stations,
                List.of(SyncedTable.KAFKA_TEST),
                Map.of(),
                Map.of(),
                shippedJvm("agent"),
                shippedJvm("center"),
                MARIADB,
                Map.of(),
                true);
    }

    /** The options of the JVM that an installed service has. */
    static List<String> shippedJvm(String service) {
        String file = "deploy/systemd/stationsync-%s.service".formatted(service);
        Matcher options = SHIPPED_JVM.matcher(Repository.text(file));
        if (!options.find()) {
            throw new IllegalStateException("%s has no JAVA_OPTS".formatted(file));
        }
        return List.of(options.group(1).split(" "));
    }

    private void addRivals(Station station) {
        Replica replica = new Replica(Servers.mariaDb(MARIADB));
        Replication replication = new Replication(station.database(), replica);
        replication.release();
        movers.add(replication);
        options.connectClassPath().ifPresent(classPath -> {
            ConnectWorker worker = new ConnectWorker(classPath, fleet.kafka().bootstrapServers(), newFolder("connect"));
            workers.add(worker);
            movers.add(new Debezium(station.database(), replica, fleet.kafka(), worker));
        });
    }

    private Path newFolder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes changes at the station and has each mover bring them to the center. */
    void bringAll(Workload changes) {
        Rows.write(changes, station().database());
        drain();
    }

    /** Has each mover bring what has gathered at the station, so that all have brought the same. */
    void drain() {
        Workload last = rows.inserts(1, 1);
        Rows.write(last, station().database());
        for (Mover mover : movers) {
            try (Sight target = new Sight(mover.target(), mover::state)) {
                mover.release();
                target.of(last.last());
                mover.hold();
            }
        }
    }

    /** Waits, while the station changes, until nobody is connected to its binlog: a mover that is held lets go at the next change. */
    void awaitNoReader() {
        Waiting.until("nobody reads the station's binlog", PATIENCE, () -> {
            long readers = station().database().number(READERS);
            return readers == 0 ? Optional.empty() : Optional.of("%d read it".formatted(readers));
        });
    }

    Options options() {
        return options;
    }

    Fleet fleet() {
        return fleet;
    }

    Station station() {
        return fleet.station(STATION);
    }

    /** Of {@link #station()}. */
    Rows rows() {
        return rows;
    }

    /** The product first. */
    List<Mover> movers() {
        return List.copyOf(movers);
    }

    StationSync product() {
        return product;
    }

    /** The settings that were given to the servers and services, one per line. */
    List<String> settings() {
        return List.of(
                "every MariaDB: " + MARIADB,
                "agent: " + String.join(" ", fleet.options().agentJvm()),
                "center: " + String.join(" ", fleet.options().centerJvm()));
    }

    @Override
    public void close() {
        workers.forEach(worker -> {
            try {
                worker.close();
            } catch (Exception e) {
                throw new IllegalStateException("A worker does not end", e);
            }
        });
        fleet.close();
    }
}
