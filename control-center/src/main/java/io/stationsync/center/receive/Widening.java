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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Changes master tables in the background: most changes take no time, but a large table may be copied for hours, and the other
 * tables go on meanwhile. One change of a table at a time, however many stations want one, and {@link #MOST_AT_ONCE} in all:
 * each has a connection of the pool. Thread-safe.
 */
final class Widening {
    static final int MOST_AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final MasterTables masterTables;
    private final Map<String, Change> running = new HashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MOST_AT_ONCE, MOST_AT_ONCE, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "widening");
                thread.setDaemon(true);
                return thread;
            });

    /** A change of a master table, for one station's table as it is. */
    private record Change(StationCode station, TableSchema table, Future<Found> found) {
        private boolean isFor(Station other, TableSchema otherTable) {
            return station.equals(other.code()) && table.equals(otherTable);
        }
    }

    Widening(DataSource dataSource, MasterTables masterTables) {
        this.dataSource = dataSource;
        this.masterTables = masterTables;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * As {@link MasterTables#follow}. Waits for a moment where it begins the change, and not at all for one that has begun.
     *
     * @throws EngineException as long as the table is being changed, for this station's or another's
     */
    synchronized Found follow(Station station, TableSchema stationTable, Set<String> left)
            throws SQLException, EngineException {
        String table = stationTable.table();
        Change change = running.get(table);
        if (change != null && !change.found().isDone()) {
            throw isBeingChanged(table);
        }
        if (change != null && change.isFor(station, stationTable)) {
            return found(table, change);
        }
        // What a change of another station's has come to, that station finds out by looking.
        change = new Change(station.code(), stationTable, threads.submit(() -> {
            try (Connection connection = dataSource.getConnection()) {
                return masterTables.follow(connection, station, stationTable, left);
            }
        }));
        running.put(table, change);
        return found(table, change);
    }

    private Found found(String table, Change change) throws SQLException, EngineException {
        try {
            Found found = change.found().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            running.remove(table);
            return found;
        } catch (TimeoutException e) {
            throw isBeingChanged(table);
        } catch (ExecutionException e) {
            running.remove(table);
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw new IllegalStateException("changing the master table failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(State.RETRYING, "interrupted while the master table is changed", e);
        }
    }

    private static EngineException isBeingChanged(String table) {
        return new EngineException(
                State.WAITING_FOR_TABLE,
                "the master table %s is being changed for what stations' tables have gained; see SHOW PROCESSLIST"
                        .formatted(table));
    }
}
