package io.stationsync.agent.load;

import io.stationsync.capture.BinlogCoordinate;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far each table's load is, and the chunk under way. The loader reads a chunk in a snapshot of the database; the sender
 * sends it exactly where the snapshot lies in the binlog, so that a row is never overwritten by what it was before. Progress
 * belongs to the sender's position: after any failure it is taken back from there. Thread-safe.
 */
public final class Loads {
    public static final String FIRST_LOAD = "first load";

    private final Clock clock;
    private final Map<String, TableLoad> loads = new LinkedHashMap<>();
    private long session;
    private @Nullable BinlogCoordinate passed;
    private @Nullable UnderWay underWay;

    /** A chunk that has its place in the binlog, and its rows as soon as they are read. */
    private static final class UnderWay {
        private final Task task;
        private final BinlogCoordinate coordinate;
        private @Nullable Chunk chunk;

        private UnderWay(Task task, BinlogCoordinate coordinate) {
            this.task = task;
            this.coordinate = coordinate;
        }
    }

    /**
     * What the loader is to read next.
     *
     * @param session of the sender, in which alone the chunk can be sent
     */
    record Task(long session, String table, TableLoad load) {}

    /** Opens a snapshot. */
    @FunctionalInterface
    interface Opening {
        Snapshot open() throws SQLException;
    }

    public Loads(Clock clock) {
        this.clock = clock;
    }

    /**
     * The sender begins a session: what was under way is forgotten.
     *
     * @param stored with the position
     * @param tables that are synchronised; one without a stored load is loaded
     */
    public synchronized void restore(Map<String, TableLoad> stored, Collection<String> tables) {
        session++;
        passed = null;
        underWay = null;
        loads.clear();
        for (String table : tables) {
            TableLoad load = stored.get(table);
            loads.put(table, load == null ? begin(0, FIRST_LOAD, LoadMode.STATION) : load);
        }
        notifyAll();
    }

    /**
     * As {@link #restore}, and every table is loaded from its first row on.
     *
     * @param request the last one made, which this answers
     */
    public synchronized void startOver(Collection<String> tables, long request, String reason, LoadMode mode) {
        restore(Map.of(), tables);
        tables.forEach(table -> loads.put(table, begin(request, reason, mode)));
    }

    /** How many sessions the sender has begun; each looks first whether the database was restored. */
    public synchronized long sessions() {
        return session;
    }

    private TableLoad begin(long request, String reason, LoadMode mode) {
        return new TableLoad(request, reason, false, null, null, 0, 0, clock.millis(), null, mode);
    }

    /** How far each table is, as of what has been sent. */
    public synchronized Map<String, TableLoad> progress() {
        return Map.copyOf(loads);
    }

    /**
     * Has the table loaded, from its first row on, unless it is synchronised no more or that request is known. Where another
     * load with another mode has not ended, the new one deletes no row at either side.
     */
    synchronized void request(String table, long request, String reason, LoadMode mode) {
        TableLoad load = loads.get(table);
        if (load != null && load.request() < request) {
            boolean both = !load.done() && load.mode() != mode;
            loads.put(table, begin(request, reason, both ? LoadMode.CENTER : mode));
            if (underWay != null && underWay.task.table().equals(table)) {
                underWay = null;
            }
            notifyAll();
        }
    }

    /**
     * The next thing to read, of the tables in turn.
     *
     * @param previous table, which comes last
     * @return null if there is none within that time
     */
    synchronized @Nullable Task next(String previous, Duration patience) throws InterruptedException {
        Task task = find(previous);
        if (task == null) {
            wait(patience.toMillis());
            task = find(previous);
        }
        return task;
    }

    private @Nullable Task find(String previous) {
        if (session == 0 || underWay != null) {
            return null;
        }
        @Nullable Task last = null;
        for (Map.Entry<String, TableLoad> entry : loads.entrySet()) {
            if (!entry.getValue().done()) {
                Task task = new Task(session, entry.getKey(), entry.getValue());
                if (!entry.getKey().equals(previous)) {
                    return task;
                }
                last = task;
            }
        }
        return last;
    }

    /** @return the task with the number of rows that the table is thought to have */
    synchronized Task estimated(Task task, long rows) {
        TableLoad load = task.load();
        TableLoad estimated = new TableLoad(
                load.request(),
                load.reason(),
                false,
                load.after(),
                load.told(),
                load.rows(),
                rows,
                load.beganMs(),
                null,
                load.mode());
        loads.replace(task.table(), load, estimated);
        return new Task(task.session(), task.table(), estimated);
    }

    /**
     * Opens the snapshot of a chunk, while the sender waits, so that it can't go past the place before it knows of it.
     *
     * @return null if the task is out of date, or the sender has already sent what the snapshot does not contain
     */
    synchronized @Nullable Snapshot open(Task task, Opening opening) throws SQLException {
        if (task.session() != session || underWay != null || !task.load().equals(loads.get(task.table()))) {
            return null;
        }
        Snapshot snapshot = opening.open();
        if (passed != null && passed.isAfter(snapshot.coordinate())) {
            snapshot.close();
            return null;
        }
        underWay = new UnderWay(task, snapshot.coordinate());
        return snapshot;
    }

    /** The rows of the chunk whose snapshot is open. */
    synchronized void read(Task task, Chunk chunk) {
        if (underWay != null && underWay.task.equals(task)) {
            underWay.chunk = chunk;
            notifyAll();
        }
    }

    /** The chunk will not come: it must be read again. */
    synchronized void giveUp(Task task) {
        if (underWay != null && underWay.task.equals(task) && underWay.chunk == null) {
            underWay = null;
            notifyAll();
        }
    }

    /**
     * The sender comes to a transaction. Waits for the chunk, if its place is before.
     *
     * @param transaction where its GTID ends
     * @return what must be sent before the transaction; null for nothing
     */
    public synchronized @Nullable Chunk before(BinlogCoordinate transaction) throws InterruptedException {
        @Nullable UnderWay due = underWay;
        while (due != null && transaction.isAfter(due.coordinate) && due.chunk == null) {
            wait();
            due = underWay;
        }
        passed = transaction;
        return due != null && transaction.isAfter(due.coordinate) ? due.chunk : null;
    }

    /** The key up to which the center knows the table's rows, as a JSON object; null for none. */
    public synchronized byte @Nullable [] told(String table) {
        TableLoad load = loads.get(table);
        String told = load == null ? null : load.told();
        return told == null ? null : told.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The chunk from {@link #before} has been sent.
     *
     * @param read primary key of its last row, as a JSON object; null if it has none
     * @param told key up to which the center knows all rows now, likewise; null for none
     */
    public synchronized void sent(Chunk chunk, byte @Nullable [] read, byte @Nullable [] told) {
        TableLoad load = loads.get(chunk.table().name());
        if (load != null && underWay != null && underWay.task.load().equals(load)) {
            long rows = load.rows() + chunk.rows().size();
            loads.put(
                    chunk.table().name(),
                    new TableLoad(
                            load.request(),
                            load.reason(),
                            chunk.last(),
                            read == null ? load.after() : text(read),
                            told == null ? null : text(told),
                            rows,
                            Math.max(rows, load.estimatedRows()),
                            load.beganMs(),
                            chunk.last() ? clock.millis() : null,
                            load.mode()));
        }
        underWay = null;
        notifyAll();
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    /** The chunk from {@link #before} can't be sent: it must be read again. */
    public synchronized void discarded() {
        underWay = null;
        notifyAll();
    }
}
