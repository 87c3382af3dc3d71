package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import io.stationsync.demo.ServiceProcess;
import io.stationsync.demo.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** What the station's application writes and an operator edits while all rows are sent again, with the agent's own limit. */
final class BesideLoad implements Scenario {
    private static final Duration STEP = Duration.ofMillis(2);
    private static final Duration EDIT_STEP = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int LEAST = 500;

    /** Of {@code sync.load.rows-per-second}, so that the changes end before the load does. */
    private static final int LOADED_PER_SECOND = 10_000;

    private static final String RESYNC = """
            INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason)
            VALUES ('resync', 'kafka_test', '{}', 'measured')
            """;

    /**
     * Milliseconds of each change of the station and of each edit of the center.
     *
     * @param loading to their end
     * @param use of the product until the load was done
     */
    private record Seen(List<Double> changes, List<Double> edits, boolean loading, Measurement use) {}

    @Override
    public void run(Bench bench, Report report) {
        int rows = bench.options().rows();
        Duration loading = Duration.ofSeconds(1).multipliedBy(rows).dividedBy(LOADED_PER_SECOND);
        int changes = (int) Math.max(LEAST, loading.dividedBy(STEP) * 3 / 4);
        int edits = (int) STEP.multipliedBy(changes).dividedBy(EDIT_STEP);
        bench.bringAll(bench.rows().inserts(Math.max(rows, changes + edits), Rows.TRANSACTION));
        List<Seen> runs = new ArrayList<>();
        for (int run = 1; run <= bench.options().runs(); run++) {
            bench.product().release();
            runs.add(measure(bench, rows, changes, edits, run));
            bench.product().hold();
        }
        bench.drain();
        List<Measurement> use = runs.stream().map(Seen::use).toList();
        report.memory(use);
        report.text("## Live changes and edits beside a load");
        report.text(
                "At least %,d rows are sent again at the agent's limit of %,d per second, while the application changes %,d others, 500 per second, and an operator edits %,d more at the center, five per second, each in a transaction; milliseconds until it is seen at the other side."
                        .formatted(rows, LOADED_PER_SECOND, changes, edits));
        report.table(Latency.HEADING, lines(runs));
        report.text("CPU, %% of a core: %s. Peak memory, MiB: %s."
                .formatted(
                        Figures.each(use, Figures::percentOfCore, "%.0f"),
                        Figures.each(use, Measurement::peakMiB, "%.0f")));
        report.figure(
                Figure.BESIDE,
                StationSync.NAME,
                "%.0f / %.0f"
                        .formatted(
                                Figures.median(runs.stream()
                                        .map(run -> Figures.percentile(run.changes(), 99))
                                        .toList()),
                                Figures.median(runs.stream()
                                        .map(run -> Figures.percentile(run.edits(), 99))
                                        .toList())));
    }

    private static Seen measure(Bench bench, int loaded, int changes, int edits, int run) {
        Database station = bench.station().database();
        Database center = bench.fleet().center().database();
        ServiceProcess agent = bench.station().agent();
        StationSync product = bench.product();
        Rows rows = bench.rows();
        String text = "beside load %d".formatted(run);
        SteadyChanges application = SteadyChanges.ofLast(rows, changes, STEP, text);
        SteadyChanges operator = new SteadyChanges(rows, application.first() - edits, edits, EDIT_STEP, text);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        List<ProcessUse> use = Watched.use(product.processes());
        long start = System.nanoTime();
        try {
            station.execute(RESYNC);
            await("the load begins", () -> tables(agent) > 0);
            Future<List<Double>> edited =
                    thread.submit(() -> operator.measure(center, station.connect(), product::state));
            List<Double> changed = application.measure(station, product.target(), product::state);
            List<Double> seen = edited.get();
            boolean loading = tables(agent) > 0;
            await("the load is done", () -> tables(agent) == 0);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Seen(changed, seen, loading, Measurement.of(loaded, seconds, use, 0));
        } catch (ExecutionException e) {
            throw new IllegalStateException("The edits are not measured", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        } finally {
            thread.shutdownNow();
        }
    }

    private static List<List<String>> lines(List<Seen> runs) {
        List<List<String>> lines = new ArrayList<>();
        for (int run = 1; run <= runs.size(); run++) {
            Seen seen = runs.get(run - 1);
            String name = "run %d%s".formatted(run, seen.loading() ? "" : " (the load ended before)");
            lines.add(Latency.line(name + ", application's changes, up", seen.changes()));
            lines.add(Latency.line(name + ", operator's edits, down", seen.edits()));
        }
        return lines;
    }

    private static void await(String what, BooleanSupplier there) {
        Waiting.until(what, PATIENCE, () -> there.getAsBoolean() ? Optional.empty() : Optional.of("It is not."));
    }

    private static double tables(ServiceProcess agent) {
        return agent.metric("sync_load_tables");
    }
}
