package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The same rows changed on both sides, each change a transaction, while they were apart: how long until both are equal. */
final class Crossing implements Scenario {

    @Override
    public void run(Bench bench, Report report) {
        int rows = bench.options().rows() / 10;
        List<Measurement> runs = new ArrayList<>();
        bench.bringAll(bench.rows().inserts(rows, Rows.TRANSACTION));
        for (int run = 1; run <= bench.options().runs(); run++) {
            runs.add(measure(bench, rows, run));
        }
        report.text("## Conflicting edits of the same rows, in transactions of one row");
        report.text("%,d rows per run, each changed at the station and at the center; control wins.".formatted(rows));
        report.table(
                List.of("seconds until both sides are equal", "CPU, µs per row", "peak memory, MiB"),
                List.of(List.of(
                        "%.1f"
                                .formatted(Figures.median(
                                        runs.stream().map(Measurement::seconds).toList())),
                        Figures.each(runs, Figures::microsPerRow, "%.0f"),
                        Figures.each(runs, Measurement::peakMiB, "%.0f"))));
        bench.drain();
    }

    private static Measurement measure(Bench bench, int rows, int run) {
        StationSync product = bench.product();
        product.holdAtCenter();
        Workload edits = bench.rows().updates(rows, 1, "of the center " + run);
        Rows.write(
                bench.rows().updates(rows, 1, "of the station " + run),
                bench.station().database());
        Rows.write(edits, bench.fleet().center().database());
        String pending =
                "SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM kafka_test WHERE id > %d AND code = '%s' AND text NOT LIKE 'of the center %d %%')"
                        .formatted(bench.rows().next() - 1 - rows, Bench.STATION, run);
        try (Sight station = new Sight(bench.station().database().connect(), bench.product()::state);
                Sight center = new Sight(product.target(), product::state)) {
            List<ProcessUse> use = Watched.use(product.processes());
            long start = System.nanoTime();
            product.release();
            product.releaseAtCenter();
            station.of(edits.last());
            station.of(pending);
            center.of(pending);
            Measurement measurement = Measurement.of(rows, (System.nanoTime() - start) / 1e9, use, 0);
            product.hold();
            return measurement;
        }
    }
}
