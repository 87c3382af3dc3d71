package io.stationsync.agent.load;

import io.stationsync.agent.load.Loads.Task;
import io.stationsync.agent.load.ResyncTable.Request;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.Row;
import io.stationsync.wire.EnvelopeReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the chunks of the tables that are to be loaded, one after the other. */
public final class Loader {
    private static final Logger log = LoggerFactory.getLogger(Loader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final StationTables tables;
    private final Loads loads;
    private final int rowsPerSecond;
    private final EngineStatus status;
    private final EnvelopeReader reader = new EnvelopeReader();
    private final ChunkSize size = new ChunkSize();
    private String previous = "";

    /** @param rowsPerSecond the most to read; 0 for as many as possible */
    public Loader(DataSource dataSource, StationTables tables, Loads loads, int rowsPerSecond, EngineStatus status) {
        this.dataSource = dataSource;
        this.tables = tables;
        this.loads = loads;
        this.rowsPerSecond = rowsPerSecond;
        this.status = status;
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        try {
            while (!stop.isRequested()) {
                takeRequests();
                Task task = loads.next(previous, POLL);
                if (task != null) {
                    // If this fails the others are tried before it is tried again.
                    previous = task.table();
                    load(task, stop);
                    previous = "";
                }
                status.set(State.RUNNING);
            }
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, "%s: %s".formatted(previous, SqlFailures.describe(e)), e);
        }
    }

    private void takeRequests() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            for (Request request : ResyncTable.newest(connection)) {
                loads.request(request.table(), request.id(), request.reason(), request.mode());
            }
        }
    }

    private void load(Task given, Stop stop) throws SQLException {
        long start = System.nanoTime();
        Task task = given;
        if (task.load().after() == null) {
            try (Connection connection = dataSource.getConnection()) {
                task = loads.estimated(task, ResyncTable.estimate(connection, task.table()));
            }
            log.info(
                    "{}: loading about {} rows ({})",
                    task.table(),
                    task.load().estimatedRows(),
                    task.load().reason());
        }
        @Nullable Chunk chunk = read(task);
        if (chunk != null) {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            if (chunk.rows().size() == size.rows()) {
                size.took(time);
            }
            pause(chunk.rows().size(), time, stop);
        }
    }

    private @Nullable Chunk read(Task task) throws SQLException {
        StationTable table = tables.get(task.table());
        Connection connection = dataSource.getConnection();
        try (Snapshot snapshot = loads.open(task, () -> Snapshot.open(connection))) {
            if (snapshot == null) {
                return null;
            }
            try (Connection other = dataSource.getConnection()) {
                ResyncTable.signal(other);
            }
            Chunk chunk = snapshot.read(
                    table, after(task, table), size.rows(), task.load().mode());
            loads.read(task, chunk);
            return chunk;
        } finally {
            loads.giveUp(task);
            connection.close();
        }
    }

    /** Where to go on; from the beginning if the table has another primary key meanwhile. */
    private @Nullable Row after(Task task, StationTable table) {
        String after = task.load().after();
        if (after == null) {
            return null;
        }
        Row key = reader.image(after.getBytes(StandardCharsets.UTF_8), table.storedTypes());
        return key.columns().names().equals(table.schema().primaryKey()) ? key : null;
    }

    private void pause(int rows, Duration time, Stop stop) {
        if (rowsPerSecond > 0) {
            Duration least = Duration.ofNanos(rows * 1_000_000_000L / rowsPerSecond);
            if (least.compareTo(time) > 0) {
                stop.await(least.minus(time));
            }
        }
    }
}
