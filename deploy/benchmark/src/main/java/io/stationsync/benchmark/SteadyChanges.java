package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Rows changed one after the other at a steady pace, each in a transaction.
 *
 * @param first of the rows, which are there on both sides
 * @param count how many
 * @param step from one to the next
 * @param text that no row has
 */
record SteadyChanges(Rows rows, int first, int count, Duration step, String text) {
    private static final Duration LOOK = Duration.ofMillis(1);

    /** @param committed as {@link System#nanoTime()} */
    private record Change(int id, long committed) {}

    /** Of the rows that were made last. */
    static SteadyChanges ofLast(Rows rows, int count, Duration step, String text) {
        return new SteadyChanges(rows, rows.next() - count, count, step, text);
    }

    /**
     * Makes the changes and sees each at the other side.
     *
     * @param to where they are seen; closed here
     * @param state for a message if they are not
     * @return milliseconds of each, from its commit until it is seen
     */
    List<Double> measure(Database from, Connection to, Supplier<String> state) {
        ConcurrentLinkedQueue<Change> pending = new ConcurrentLinkedQueue<>();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Sight sight = new Sight(to, state)) {
            bringWhatGathered(from, sight);
            Future<?> written = writer.submit(() -> write(from, pending));
            List<Double> millis = new ArrayList<>();
            while (millis.size() < count) {
                Change change = pending.poll();
                if (change == null) {
                    if (written.isDone() && pending.isEmpty()) {
                        written.get();
                    }
                    LockSupport.parkNanos(LOOK.toNanos());
                } else {
                    millis.add((sight.of(rows.is(change.id(), text)) - change.committed()) / 1e6);
                }
            }
            return millis;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The changes can't be made", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        } finally {
            writer.shutdownNow();
        }
    }

    /** What gathered before has arrived when one more change has. */
    private void bringWhatGathered(Database from, Sight sight) {
        int last = first + count - 1;
        from.execute(rows.update(last, "before " + text));
        sight.of(rows.is(last, "before " + text));
    }

    private void write(Database database, ConcurrentLinkedQueue<Change> pending) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long due = System.nanoTime();
            for (int id = first; id < first + count; id++) {
                statement.execute(rows.update(id, text));
                pending.add(new Change(id, System.nanoTime()));
                due += step.toNanos();
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("%s refuses a change".formatted(database), e);
        }
    }
}
