package io.stationsync.agent.load;

import io.stationsync.agent.load.Loads.Task;
import io.stationsync.agent.load.ResyncTable.Request;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.agent.table.UndecidedRowException;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.Row;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Reads the chunks of the tables that are to be loaded or verified, one after the other. */
public final class Loader {
    private static final Logger log = LoggerFactory.getLogger(Loader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    /** Of one snapshot: it is open as long as they are read. */
    private static final int MOST_RANGES = 50;

    /** Each chunk writes one, and what the sender has come to is late by one. */
    private static final int OWN_TRANSACTIONS = 2;

    private final DataSource dataSource;
    private final StationTables tables;
    private final Loads loads;
    private final RowRates rates;
    private final EngineStatus status;
    private final Reports reports;
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Map<String, ChunkSize> sizes = new HashMap<>();
    private @Nullable Job previous;
    private long transactions;
    private long loggedNanos = System.nanoTime();

    /** What a request is about; read once, because it may be long. */
    private long argumentsOf;

    private LoadArguments arguments = LoadArguments.WHOLE;

    /** @param station that supplies the code where a table has none */
    public Loader(
            DataSource dataSource,
            StationTables tables,
            Loads loads,
            String station,
            RowRates rates,
            EngineStatus status) {
        this.dataSource = dataSource;
        this.tables = tables;
        this.loads = loads;
        this.reports = new Reports(station);
        this.rates = rates;
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
                    previous = task.job();
                    load(task, stop);
                    previous = null;
                }
                status.set(State.RUNNING);
            }
        } catch (SQLException e) {
            String table = previous == null ? "" : previous.table();
            throw new EngineException(State.RETRYING, "%s: %s".formatted(table, SqlFailures.describe(e)), e);
        } catch (UndecidedRowException e) {
            throw new EngineException(
                    State.FAILED,
                    "rows of sync.selection can't decide about a row that is to be compared: %s. Correct the expression and start again"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private void takeRequests() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            for (Request request : ResyncTable.after(connection, loads.known())) {
                loads.request(request);
            }
        }
    }

    private void load(Task given, Stop stop) throws SQLException {
        long start = System.nanoTime();
        Task task = given;
        if (task.load().beginsNow()) {
            task = begin(task);
        }
        if (start - loggedNanos > BETWEEN_LINES.toNanos()) {
            log.info("{} of {} goes on: {}", task.job().kind(), task.table(), loads.shown(task));
            loggedNanos = start;
        }
        ChunkSize size = sizes.computeIfAbsent(task.table(), table -> new ChunkSize());
        int most = Math.min(size.rows(), rates.ofChunk(task.job()));
        Amount read = read(task, most);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (read.rows() >= most || read.bytes() >= Snapshot.MOST_BYTES) {
            size.took(read.rows(), read.bytes(), time);
        }
        stop.await(rates.pause(task.job(), read.rows(), time, othersWrite()));
    }

    /** What was read of a snapshot. */
    private record Amount(int rows, long bytes) {}

    /** Whether they have since the last chunk. */
    private boolean othersWrite() {
        long before = transactions;
        transactions = loads.transactions();
        return transactions - before > OWN_TRANSACTIONS;
    }

    private Task begin(Task task) throws SQLException {
        Task begun;
        try (Connection connection = dataSource.getConnection()) {
            begun = loads.estimated(task, ResyncTable.estimate(connection, task.table()));
            if (task.job().kind() == Kind.VERIFY) {
                ResyncTable.forgetVerifications(
                        connection, task.table(), task.load().request());
            }
        }
        log.info(
                "{} of {} begins: about {} rows ({})",
                task.job().kind(),
                task.table(),
                begun.load().estimatedRows(),
                task.load().reason());
        return begun;
    }

    private LoadArguments arguments(Task task) throws SQLException {
        long request = task.load().request();
        if (request != argumentsOf) {
            try (Connection connection = dataSource.getConnection()) {
                arguments = request == 0 ? LoadArguments.WHOLE : ResyncTable.arguments(connection, request);
                argumentsOf = request;
            }
        }
        return arguments;
    }

    /** @return nothing if there was no place for it */
    private Amount read(Task task, int most) throws SQLException {
        LoadArguments wanted = arguments(task);
        StationTable table = tables.get(task.table());
        Connection connection = dataSource.getConnection();
        try (Snapshot snapshot = loads.open(task, () -> Snapshot.open(connection))) {
            if (snapshot == null) {
                return new Amount(0, 0);
            }
            try (Connection other = dataSource.getConnection()) {
                ResyncTable.signal(other);
            }
            List<Chunk> chunks = chunks(task, table, wanted, snapshot, most);
            loads.read(task, chunks);
            return new Amount(
                    chunks.stream().mapToInt(chunk -> chunk.rows().size()).sum(), snapshot.bytes());
        } finally {
            loads.giveUp(task);
            connection.close();
        }
    }

    /** As many ranges as there are rows for. */
    private List<Chunk> chunks(Task task, StationTable table, LoadArguments wanted, Snapshot snapshot, int most)
            throws SQLException {
        List<TravellingRange> ranges = ranges(task, table, wanted);
        if (ranges.isEmpty()) {
            Chunk nothing = new Chunk(
                    task.job(),
                    table,
                    TravellingRange.WHOLE,
                    null,
                    List.of(),
                    true,
                    true,
                    task.load().mode(),
                    List.of());
            return List.of(nothing.with(List.of(Reports.problem(
                    wanted,
                    "the primary key of %s is %s now, and was another one when the verification began"
                            .formatted(table.name(), table.schema().primaryKey())))));
        }
        List<Chunk> chunks = new ArrayList<>();
        int left = most;
        int number = Math.min(task.load().rangeNumber(), ranges.size() - 1);
        @Nullable Row after = after(task, table);
        boolean goesOn = true;
        while (goesOn) {
            TravellingRange range = ranges.get(number);
            Snapshot.Rows rows = snapshot.read(
                    new Snapshot.Part(
                            table, after == null ? stored(table, range.after()) : after, stored(table, range.upTo())),
                    left);
            boolean ends = number == ranges.size() - 1;
            Chunk chunk = new Chunk(
                    task.job(),
                    table,
                    range,
                    after,
                    rows.rows(),
                    rows.complete(),
                    ends,
                    task.load().mode(),
                    List.of());
            chunks.add(task.job().kind() == Kind.VERIFY ? chunk.with(reports.of(wanted, chunk)) : chunk);
            left -= rows.rows().size();
            number++;
            after = null;
            goesOn = rows.complete() && !ends && left > 0 && chunks.size() < MOST_RANGES;
        }
        return chunks;
    }

    /** @return none if they are of another primary key and can't be replaced by the whole table */
    private List<TravellingRange> ranges(Task task, StationTable table, LoadArguments wanted) {
        boolean fit = wanted.ranges().stream()
                .flatMap(range -> Stream.of(Optional.ofNullable(range.after()), Optional.ofNullable(range.upTo())))
                .flatMap(Optional::stream)
                .allMatch(key -> Set.copyOf(key.propertyNames())
                        .equals(Set.copyOf(table.announced().primaryKey())));
        if (fit) {
            return wanted.ranges();
        }
        return task.job().kind() == Kind.VERIFY ? List.of() : List.of(TravellingRange.WHOLE);
    }

    private @Nullable Row stored(StationTable table, @Nullable JsonNode key) {
        byte @Nullable [] bytes = TravellingRange.bytes(key);
        return bytes == null ? null : table.stored(reader.image(bytes, table.types()));
    }

    /** Where to go on; from the beginning of the range if the table has another primary key meanwhile. */
    private @Nullable Row after(Task task, StationTable table) {
        String after = task.load().after();
        if (after == null) {
            return null;
        }
        Row key = reader.image(after.getBytes(StandardCharsets.UTF_8), table.storedTypes());
        return key.columns().names().equals(table.schema().primaryKey()) ? key : null;
    }
}
