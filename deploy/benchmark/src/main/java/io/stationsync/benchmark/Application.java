package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The station's own application: with one connection it inserts row by row, each a transaction, one after the other from when this is
 * made until it is closed. Nothing else may use the rows meanwhile.
 */
final class Application implements AutoCloseable {
    private static final int AT_ONCE = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Database database;
    private final Rows rows;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Semaphore turn = new Semaphore(1, true);
    private final Future<?> work;
    private volatile boolean closed;
    private volatile int inserted;

    Application(Database database, Rows rows) {
        this.database = database;
        this.rows = rows;
        this.work = thread.submit(this::insert);
    }

    private Void insert() throws SQLException, InterruptedException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            int count = 0;
            while (!closed) {
                turn.acquire();
                try {
                    Workload inserts = rows.inserts(AT_ONCE, 1);
                    while (inserts.transactions().hasNext()) {
                        statement.execute(inserts.transactions().next());
                        inserted = ++count;
                    }
                } finally {
                    turn.release();
                }
            }
        }
        return null;
    }

    /** How many rows so far. */
    int inserted() {
        return inserted;
    }

    /** Has it rest until {@link #goOn()}. */
    void rest() {
        turn.acquireUninterruptibly();
    }

    void goOn() {
        turn.release();
    }

    /**
     * Lets it work for so long.
     *
     * @throws IllegalStateException if its inserts are refused
     */
    void work(Duration duration) {
        if (hasEnded(duration)) {
            throw new IllegalStateException("The application has ended");
        }
    }

    private boolean hasEnded(Duration within) {
        try {
            work.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The application's inserts are refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the application inserts", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        goOn();
        thread.shutdown();
        hasEnded(PATIENCE);
    }
}
