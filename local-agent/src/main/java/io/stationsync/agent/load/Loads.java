package io.stationsync.agent.load;

import io.stationsync.agent.load.ResyncTable.Request;
import io.stationsync.capture.BinlogCoordinate;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each table's load is, and the chunk under way. The loader reads a chunk in a snapshot of the database; the sender
 * sends it exactly where the snapshot lies in the binlog, so that a row is never overwritten by what it was before. Progress
 * belongs to the sender's position: after any failure it is taken back from there. Thread-safe.
 */
public final class Loads {
    public static final String FIRST_LOAD = "first load";

    private static final Logger log = LoggerFactory.getLogger(Loads.class);

    private final Clock clock;
    private final Map<Job, TableLoad> loads = new LinkedHashMap<>();
    private long session;
    private @Nullable BinlogCoordinate passed;
    private long transactions;
    private @Nullable UnderWay underWay;

    /** Chunks that have their place in the binlog, and their rows as soon as they are read. */
    private static final class UnderWay {
        private final Task task;
        private final BinlogCoordinate coordinate;
        private @Nullable List<Chunk> chunks;
        /** As of the chunks that have been sent. */
        private TableLoad load;

        private UnderWay(Task task, BinlogCoordinate coordinate) {
            this.task = task;
            this.coordinate = coordinate;
            this.load = task.load();
        }

        private boolean endsWith(Chunk chunk) {
            return chunks != null && chunks.get(chunks.size() - 1) == chunk;
        }
    }

    /**
     * What the loader is to read next.
     *
     * @param session of the sender, in which alone the chunk can be sent
     */
    record Task(long session, Job job, TableLoad load) {
        String table() {
            return job.table();
        }
    }

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
     * @param verifications likewise
     * @param tables that are synchronised; one without a stored load is loaded
     */
    public synchronized void restore(
            Map<String, TableLoad> stored, Map<String, TableLoad> verifications, Collection<String> tables) {
        session++;
        passed = null;
        underWay = null;
        loads.clear();
        for (String table : tables) {
            TableLoad load = stored.get(table);
            loads.put(new Job(Kind.RESYNC, table), load == null ? begin(0, FIRST_LOAD, LoadMode.STATION) : load);
            TableLoad verification = verifications.get(table);
            if (verification != null) {
                loads.put(new Job(Kind.VERIFY, table), verification);
            }
        }
        notifyAll();
    }

    /**
     * As {@link #restore}, and every table is loaded from its first row on.
     *
     * @param request the last one made, which this answers
     * @param modes by table
     */
    public synchronized void startOver(
            Collection<String> tables, long request, String reason, Function<String, LoadMode> modes) {
        restore(Map.of(), Map.of(), tables);
        tables.forEach(table -> loads.put(new Job(Kind.RESYNC, table), begin(request, reason, modes.apply(table))));
    }

    /** How many sessions the sender has begun; each looks first whether the database was restored. */
    public synchronized long sessions() {
        return session;
    }

    private TableLoad begin(long request, String reason, LoadMode mode) {
        return new TableLoad(request, reason, false, null, null, 0, 0, clock.millis(), null, null, mode);
    }

    /** How far each table is, as of what has been sent. */
    public synchronized Map<String, TableLoad> progress() {
        return progress(Kind.RESYNC);
    }

    /** How far a task is, for people. */
    String shown(Task task) {
        return LoadProgress.text(task.load(), clock.millis());
    }

    /** How far each table's verification is, likewise; none of a table that never had one. */
    public synchronized Map<String, TableLoad> verifications() {
        return progress(Kind.VERIFY);
    }

    private Map<String, TableLoad> progress(Kind kind) {
        Map<String, TableLoad> progress = new HashMap<>();
        loads.forEach((job, load) -> {
            if (job.kind() == kind) {
                progress.put(job.table(), load);
            }
        });
        return Map.copyOf(progress);
    }

    /** The last request up to which all are known. */
    long known() {
        return known(progress());
    }

    /** Likewise, of loads that are stored. */
    static long known(Map<String, TableLoad> progress) {
        return progress.values().stream().mapToLong(TableLoad::request).min().orElse(0);
    }

    /**
     * Has the table's rows read, unless it is synchronised no more or that request is known. Loading the whole table and verifying it
     * take the place of what they find; ranges wait until the load before them is done. Where another load with another mode
     * has not ended, the new one deletes no row at either side.
     */
    synchronized void request(Request request) {
        Job job = request.job();
        TableLoad load = loads.get(job);
        boolean wanted = load == null
                ? job.kind() == Kind.VERIFY && loads.containsKey(new Job(Kind.RESYNC, job.table()))
                : load.request() < request.id() && (job.kind() == Kind.VERIFY || request.whole() || load.done());
        if (wanted) {
            boolean both = load != null && !load.done() && load.mode() != request.mode();
            loads.put(job, begin(request.id(), request.reason(), both ? LoadMode.CENTER : request.mode()));
            if (underWay != null && underWay.task.job().equals(job)) {
                underWay = null;
            }
            notifyAll();
        }
    }

    /** Whether a load that answers that request of the table has ended. */
    synchronized boolean isAnswered(String table, long request) {
        TableLoad load = loads.get(new Job(Kind.RESYNC, table));
        return load == null || load.done() && load.request() >= request;
    }

    /**
     * The next thing to read, of the tables in turn.
     *
     * @param previous what was read last, which comes last
     * @return null if there is none within that time
     */
    synchronized @Nullable Task next(@Nullable Job previous, Duration patience) throws InterruptedException {
        Task task = find(previous);
        if (task == null) {
            wait(patience.toMillis());
            task = find(previous);
        }
        return task;
    }

    private @Nullable Task find(@Nullable Job previous) {
        if (session == 0 || underWay != null) {
            return null;
        }
        @Nullable Task last = null;
        for (Map.Entry<Job, TableLoad> entry : loads.entrySet()) {
            if (!entry.getValue().done() && !waits(entry.getKey())) {
                Task task = new Task(session, entry.getKey(), entry.getValue());
                if (!entry.getKey().equals(previous)) {
                    return task;
                }
                last = task;
            }
        }
        return last;
    }

    /** What is still to be loaded would differ: it is verified afterwards. */
    private boolean waits(Job job) {
        TableLoad load = loads.get(new Job(Kind.RESYNC, job.table()));
        return job.kind() == Kind.VERIFY && load != null && !load.done();
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
                load.range(),
                load.mode());
        loads.replace(task.job(), load, estimated);
        return new Task(task.session(), task.job(), estimated);
    }

    /**
     * Opens the snapshot of a chunk, while the sender waits, so that it can't go past the place before it knows of it.
     *
     * @return null if the task is out of date, or the sender has already sent what the snapshot does not contain
     */
    synchronized @Nullable Snapshot open(Task task, Opening opening) throws SQLException {
        if (task.session() != session || underWay != null || !task.load().equals(loads.get(task.job()))) {
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

    /** The chunks whose snapshot is open. */
    synchronized void read(Task task, List<Chunk> chunks) {
        if (underWay != null && underWay.task.equals(task)) {
            underWay.chunks = List.copyOf(chunks);
            notifyAll();
        }
    }

    /** The chunks will not come: they must be read again. */
    synchronized void giveUp(Task task) {
        if (underWay != null && underWay.task.equals(task) && underWay.chunks == null) {
            underWay = null;
            notifyAll();
        }
    }

    /**
     * The sender comes to a transaction. Waits for the chunks, if their place is before.
     *
     * @param transaction where its GTID ends
     * @return what must be sent before the transaction
     */
    public synchronized List<Chunk> before(BinlogCoordinate transaction) throws InterruptedException {
        @Nullable UnderWay due = underWay;
        while (due != null && transaction.isAfter(due.coordinate) && due.chunks == null) {
            wait();
            due = underWay;
        }
        if (!transaction.equals(passed)) {
            transactions++;
        }
        passed = transaction;
        List<Chunk> chunks = due == null ? null : due.chunks;
        return due != null && transaction.isAfter(due.coordinate) && chunks != null ? chunks : List.of();
    }

    /** How many transactions the sender has come to, whatever they wrote. */
    synchronized long transactions() {
        return transactions;
    }

    /** The key up to which the center knows the table's rows, as a JSON object; null for none. */
    public synchronized byte @Nullable [] told(String table) {
        TableLoad load = loads.get(new Job(Kind.RESYNC, table));
        String told = load == null ? null : load.told();
        return told == null ? null : told.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A chunk from {@link #before} has been sent.
     *
     * @param read primary key of its last row, as a JSON object; null if it has none
     * @param told key up to which the center knows all rows now, likewise; null for none
     */
    public synchronized void sent(Chunk chunk, byte @Nullable [] read, byte @Nullable [] told) {
        TableLoad load = loads.get(chunk.job());
        if (load != null && underWay != null && underWay.load.equals(load)) {
            TableLoad next = next(load, chunk, read, told);
            loads.put(chunk.job(), next);
            if (next.done()) {
                log.info(
                        "{} of {} is done: {} rows ({})",
                        chunk.job().kind(),
                        chunk.job().table(),
                        next.rows(),
                        next.reason());
            }
            underWay.load = next;
        }
        if (underWay == null || underWay.endsWith(chunk)) {
            underWay = null;
            notifyAll();
        }
    }

    private TableLoad next(TableLoad load, Chunk chunk, byte @Nullable [] read, byte @Nullable [] told) {
        long rows = load.rows() + chunk.rows().size();
        boolean done = chunk.last() && chunk.ends();
        boolean nextRange = chunk.last() && !done;
        return new TableLoad(
                load.request(),
                load.reason(),
                done,
                nextRange ? null : read == null ? load.after() : text(read),
                nextRange || told == null ? null : text(told),
                rows,
                Math.max(rows, load.estimatedRows()),
                load.beganMs(),
                done ? clock.millis() : null,
                nextRange ? Integer.valueOf(load.rangeNumber() + 1) : load.range(),
                load.mode());
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    /** The chunks from {@link #before} can't be sent: they must be read again. */
    public synchronized void discarded() {
        underWay = null;
        notifyAll();
    }
}
