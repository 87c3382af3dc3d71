package io.stationsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the station's own application loses, in the long run, while a mover reads the binlog beside it: each mover is warm and has
 * caught up. What runs at the center stands still.
 */
final class ApplicationCost implements Scenario {
    private static final int SLICES_PER_WATCH = 30;
    /** A disk's pace changes by a tenth within seconds, so many short turns tell more than few long ones. */
    private static final int TURNS_PER_RUN = 6;

    /** Before and after each mover without any; one connection for everything, which rests until a mover has caught up. */
    @Override
    public void run(Bench bench, Report report) {
        Duration slice = bench.options().watch().dividedBy(SLICES_PER_WATCH);
        int turns = TURNS_PER_RUN * bench.options().runs();
        bench.product().standStillAtCenter();
        Slices alone = new Slices(bench.product().processes());
        List<Beside> all = bench.movers().stream().map(Beside::new).toList();
        try (Application application = new Application(bench.station().database(), bench.rows())) {
            bench.awaitNoReader();
            bench.movers().forEach(Mover::standStillAtStation);
            double before = alone.take(application, slice);
            for (int turn = 0; turn < turns; turn++) {
                for (Beside beside : all) {
                    double rate = beside.take(application, slice, bench);
                    double after = alone.take(application, slice);
                    beside.ratios.add(rate / ((before + after) / 2));
                    before = after;
                }
            }
        }
        bench.product().goOnAtCenter();
        for (Mover mover : bench.movers()) {
            mover.releaseAtStation();
            mover.hold();
        }
        report.memory(List.of(alone.soFar(turns)));
        write(report, slice, turns, alone, all);
    }

    private static void write(Report report, Duration slice, int turns, Slices alone, List<Beside> all) {
        report.text("## Cost for the station's own application");
        report.text(
                "Inserts of one row, each a transaction, by one connection, for %.1f s beside each mover once it is warm and has caught up, and as long without any before and after it; the binlog is always on. Lost is the mean of what each of %d turns lost against the two beside it, with its standard error. A mover's part at the station includes Kafka here, which runs at the center elsewhere. What replication loses is what the binlog costs as soon as anybody reads it."
                        .formatted(slice.toMillis() / 1e3, turns));
        List<List<String>> lines = new ArrayList<>();
        lines.add(line("without any", alone, ""));
        for (Beside beside : all) {
            String lost = "%.1f ± %.1f %%"
                    .formatted(100 * (1 - Figures.mean(beside.ratios)), 100 * Figures.standardError(beside.ratios));
            lines.add(line(beside.mover.name(), beside.slices, lost));
            report.figure(Figure.APPLICATION, beside.mover.name(), lost);
        }
        report.table(List.of("", "inserts/s", "lost", "CPU, % of a core"), lines);
    }

    private static List<String> line(String name, Slices slices, String lost) {
        return List.of(
                name,
                "%,.0f"
                        .formatted(Figures.median(slices.all().stream()
                                .map(Measurement::rowsPerSecond)
                                .toList())),
                lost,
                Figures.each(slices.all(), Figures::percentOfCore, "%.0f"));
    }

    /** The turns of one mover. */
    private static final class Beside {
        private final Mover mover;
        private final Slices slices;
        private final List<Double> ratios = new ArrayList<>();

        Beside(Mover mover) {
            this.mover = mover;
            this.slices = new Slices(mover.processes());
        }

        private double take(Application application, Duration slice, Bench bench) {
            mover.releaseAtStation();
            application.work(slice);
            application.rest();
            mover.awaitReadAtStation();
            application.goOn();
            double rate = slices.take(application, slice);
            mover.hold();
            bench.awaitNoReader();
            mover.standStillAtStation();
            return rate;
        }
    }
}
