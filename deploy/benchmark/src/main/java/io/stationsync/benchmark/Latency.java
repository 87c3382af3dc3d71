package io.stationsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes at a low rate, each a transaction: how long after its commit each is seen at the other side. */
final class Latency implements Scenario {
    static final List<String> HEADING = List.of("", "p50", "p90", "p99", "most");
    private static final Duration STEP = Duration.ofMillis(20);

    @Override
    public void run(Bench bench, Report report) {
        int changes = (int) bench.options().watch().dividedBy(STEP);
        bench.bringAll(bench.rows().inserts(changes, Rows.TRANSACTION));
        List<List<String>> lines = new ArrayList<>();
        StationSync product = bench.product();
        List<ProcessUse> use = Watched.use(product.processes());
        long start = System.nanoTime();
        for (Mover mover : bench.movers()) {
            mover.release();
            List<Double> millis = SteadyChanges.ofLast(bench.rows(), changes, STEP, "up " + mover.name())
                    .measure(bench.station().database(), mover.target(), mover::state);
            mover.hold();
            lines.add(line(mover.name() + ", up", millis));
            report.figure(Figure.LATENCY_UP, mover.name(), shortly(millis));
        }
        product.release();
        List<Double> millis = SteadyChanges.ofLast(bench.rows(), changes, STEP, "down")
                .measure(
                        bench.fleet().center().database(),
                        bench.station().database().connect(),
                        product::state);
        product.hold();
        lines.add(1, line(product.name() + ", down", millis));
        report.figure(Figure.LATENCY_DOWN, product.name(), shortly(millis));
        Measurement all = Measurement.of(2 * changes, (System.nanoTime() - start) / 1e9, use, 0);
        bench.drain();
        report.memory(List.of(all));
        report.text("## Latency at 50 changes per second");
        report.text("%,d changes each, in milliseconds; seen by asking every 2 ms.".formatted(changes));
        report.table(HEADING, lines);
        report.text("Peak memory, MiB: %s.".formatted(Figures.each(List.of(all), Measurement::peakMiB, "%.0f")));
    }

    private static String shortly(List<Double> millis) {
        return "%.0f / %.0f".formatted(Figures.percentile(millis, 50), Figures.percentile(millis, 99));
    }

    /** Under {@link #HEADING}. */
    static List<String> line(String name, List<Double> millis) {
        return List.of(
                name,
                "%.0f".formatted(Figures.percentile(millis, 50)),
                "%.0f".formatted(Figures.percentile(millis, 90)),
                "%.0f".formatted(Figures.percentile(millis, 99)),
                "%.0f".formatted(Figures.percentile(millis, 100)));
    }
}
