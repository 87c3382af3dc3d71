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

/** Changes at a low rate, each a transaction: how long after its commit each is seen at the other side. */
final class Latency implements Scenario {
    private static final Duration STEP = Duration.ofMillis(20);

    /** @param committed as {@link System#nanoTime()} */
    private record Change(int id, long committed) {}

    @Override
    public void run(Bench bench, Report report) {
        int changes = (int) bench.options().watch().dividedBy(STEP);
        bench.bringAll(bench.rows().inserts(changes, Rows.TRANSACTION));
        List<List<String>> lines = new ArrayList<>();
        for (Mover mover : bench.movers()) {
            mover.release();
            lines.add(line(
                    mover.name() + ", up",
                    measure(
                            bench,
                            changes,
                            STEP,
                            "up " + mover.name(),
                            bench.station().database(),
                            mover)));
            mover.hold();
        }
        bench.product().release();
        lines.add(
                1,
                line(
                        bench.product().name() + ", down",
                        measure(
                                bench,
                                changes,
                                STEP,
                                "down",
                                bench.fleet().center().database(),
                                bench.station().database().connect(),
                                bench.product()::state)));
        bench.product().hold();
        bench.drain();
        report.text("## Latency at 50 changes per second");
        report.text("%,d changes each, in milliseconds; seen by asking every 2 ms.".formatted(changes));
        report.table(List.of("", "p50", "p90", "p99", "most"), lines);
    }

    static List<String> line(String name, List<Double> millis) {
        return List.of(
                name,
                "%.0f".formatted(Figures.percentile(millis, 50)),
                "%.0f".formatted(Figures.percentile(millis, 90)),
                "%.0f".formatted(Figures.percentile(millis, 99)),
                "%.0f".formatted(Figures.percentile(millis, 100)));
    }

    private static List<Double> measure(
            Bench bench, int changes, Duration step, String text, Database from, Mover mover) {
        return measure(bench, changes, step, text, from, mover.target(), mover::state);
    }

    /**
     * Changes the last rows, one after the other.
     *
     * @param step from one to the next
     * @param text that no row has
     * @param to where they are seen; closed here
     * @param state for a message if they are not
     * @return milliseconds of each
     */
    static List<Double> measure(
            Bench bench,
            int changes,
            Duration step,
            String text,
            Database from,
            Connection to,
            Supplier<String> state) {
        Rows rows = bench.rows();
        // What gathered before has arrived when the first change has.
        Rows.write(rows.updates(1, 1, "before " + text), from);
        ConcurrentLinkedQueue<Change> pending = new ConcurrentLinkedQueue<>();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        List<Double> millis = new ArrayList<>();
        try (Sight sight = new Sight(to, state)) {
            sight.of(rows.is(rows.next() - 1, "before " + text));
            Future<?> written = writer.submit(() -> write(rows, changes, step, text, from, pending));
            while (millis.size() < changes) {
                Change change = pending.poll();
                if (change == null) {
                    if (written.isDone() && pending.isEmpty()) {
                        written.get();
                    }
                    LockSupport.parkNanos(1_000_000);
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

    private static void write(
            Rows rows,
            int changes,
            Duration step,
            String text,
            Database database,
            ConcurrentLinkedQueue<Change> pending) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            int first = rows.next() - changes;
            long due = System.nanoTime();
            for (int id = first; id < first + changes; id++) {
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
