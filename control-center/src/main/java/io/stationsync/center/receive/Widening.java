package io.stationsync.center.receive;

import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Changes master tables in the background: most changes take no time, but a large table may be copied for hours, and the other
 * tables go on meanwhile. Thread-safe.
 */
final class Widening {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final MasterTables masterTables;
    private final Map<Wanted, Future<Found>> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "widening");
        thread.setDaemon(true);
        return thread;
    });

    private record Wanted(StationCode station, TableSchema table) {}

    Widening(DataSource dataSource, MasterTables masterTables) {
        this.dataSource = dataSource;
        this.masterTables = masterTables;
    }

    /**
     * As {@link MasterTables#follow}.
     *
     * @throws EngineException as long as the change is being made
     */
    Found follow(Station station, TableSchema stationTable, Set<String> left) throws SQLException, EngineException {
        Wanted wanted = new Wanted(station.code(), stationTable);
        Future<Found> change = running.computeIfAbsent(
                wanted,
                key -> threads.submit(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        return masterTables.follow(connection, station, stationTable, left);
                    }
                }));
        try {
            Found found = change.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            running.remove(wanted);
            return found;
        } catch (TimeoutException e) {
            throw new EngineException(
                    State.WAITING_FOR_TABLE,
                    "the master table %s is being changed for what the station's table has gained; see SHOW PROCESSLIST"
                            .formatted(stationTable.table()),
                    e);
        } catch (ExecutionException e) {
            running.remove(wanted);
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw new IllegalStateException("changing the master table failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(State.RETRYING, "interrupted while the master table is changed", e);
        }
    }
}
