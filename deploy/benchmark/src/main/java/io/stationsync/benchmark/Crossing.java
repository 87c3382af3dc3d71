package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The same rows changed on both sides, each change a transaction, while they were apart: how long until both are equal. */
final class Crossing implements Scenario {

    private static final int FEW = 5;

    @Override
    public void run(Bench bench, Report report) {
        int changes = bench.options().rows() / 10;
        List<Measurement> conflicts = new ArrayList<>();
        List<Measurement> turns = new ArrayList<>();
        bench.bringAll(bench.rows().inserts(changes, Rows.TRANSACTION));
        for (int run = 1; run <= bench.options().runs(); run++) {
            conflicts.add(conflicts(bench, changes, run));
            turns.add(turns(bench, changes, run));
        }
        bench.drain();
        report.text("## Edits of the same rows on both sides, in transactions of one row");
        report.text("%,d changes on each side per run, made while they were apart.".formatted(changes));
        report.memory(conflicts);
        report.memory(turns);
        report.table(
                List.of("", "seconds until both sides are equal", "CPU, µs per change", "peak memory, MiB"),
                List.of(
                        line("as many rows, the same column: each is a conflict", conflicts),
                        line("%d rows, other columns: nothing is a conflict".formatted(FEW), turns)));
    }

    private static List<String> line(String name, List<Measurement> runs) {
        return List.of(
                name,
                "%.1f"
                        .formatted(Figures.median(
                                runs.stream().map(Measurement::seconds).toList())),
                Figures.each(runs, Figures::microsPerRow, "%.0f"),
                Figures.each(runs, Measurement::peakMiB, "%.0f"));
    }

    private static Measurement conflicts(Bench bench, int rows, int run) {
        Workload edits = bench.rows().updates(rows, 1, "of the center " + run);
        String pending =
                "SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM kafka_test WHERE id > %d AND code = '%s' AND text NOT LIKE 'of the center %d %%')"
                        .formatted(bench.rows().next() - 1 - rows, Bench.STATION, run);
        return measure(
                bench,
                bench.rows().updates(rows, 1, "of the station " + run),
                edits,
                List.of(edits.last(), pending),
                List.of(pending));
    }

    private static Measurement turns(Bench bench, int changes, int run) {
        Workload changesOfStation = bench.rows()
                .turns(changes, FEW, number -> "create_date = '%d-01-01' + INTERVAL %d SECOND"
                        .formatted(2000 + run, number));
        Workload edits = bench.rows().turns(changes, FEW, number -> "text = 'turn %d of %d'".formatted(number, run));
        return measure(bench, changesOfStation, edits, List.of(edits.last()), List.of(changesOfStation.last()));
    }

    /**
     * @param atStation queries that have a row, one after the other, when the station is as it should be
     * @param atCenter likewise at the center, after that
     */
    private static Measurement measure(
            Bench bench, Workload changes, Workload edits, List<String> atStation, List<String> atCenter) {
        StationSync product = bench.product();
        product.holdAtCenter();
        Rows.write(changes, bench.station().database());
        Rows.write(edits, bench.fleet().center().database());
        try (Sight station = new Sight(bench.station().database().connect(), product::state);
                Sight center = new Sight(product.target(), product::state)) {
            List<ProcessUse> use = Watched.use(product.processes());
            long start = System.nanoTime();
            product.release();
            product.releaseAtCenter();
            atStation.forEach(station::of);
            atCenter.forEach(center::of);
            Measurement measurement = Measurement.of(changes.rows(), (System.nanoTime() - start) / 1e9, use, 0);
            product.hold();
            return measurement;
        }
    }
}
