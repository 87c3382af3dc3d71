package io.stationsync.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the station's own application loses, in the long run, while a mover reads the binlog beside it: each mover is warm and has
 * caught up. What runs at the center stands still.
 */
final class ApplicationCost implements Scenario {
    private static final int SLICES_PER_WATCH = 30;
    /** A disk's pace changes by a tenth within seconds, so many short turns tell more than few long ones. */
    private static final int TURNS_PER_RUN = 6;

    private static final int AT_ONCE = 50;

    private final Map<Mover, List<Double>> rates = new LinkedHashMap<>();
    private final Map<Mover, List<Double>> ratios = new LinkedHashMap<>();
    private final List<Double> alone = new ArrayList<>();

    /** The application inserts row by row, each a transaction; before and after each mover without any. */
    @Override
    public void run(Bench bench, Report report) {
        Duration slice = bench.options().watch().dividedBy(SLICES_PER_WATCH);
        List<ProcessUse> use = Watched.use(bench.product().processes());
        long start = System.nanoTime();
        bench.product().standStillAtCenter();
        bench.awaitNoReader();
        bench.movers().forEach(Mover::standStillAtStation);
        double before = measure(bench, slice);
        alone.add(before);
        int turns = TURNS_PER_RUN * bench.options().runs();
        for (int turn = 0; turn < turns; turn++) {
            for (Mover mover : bench.movers()) {
                double beside = beside(bench, mover, slice);
                double after = measure(bench, slice);
                alone.add(after);
                add(rates, mover, beside);
                add(ratios, mover, beside / ((before + after) / 2));
                before = after;
            }
        }
        bench.product().goOnAtCenter();
        for (Mover mover : bench.movers()) {
            mover.releaseAtStation();
            mover.hold();
        }
        report.memory(List.of(Measurement.of(turns, (System.nanoTime() - start) / 1e9, use, 0)));
        write(report, slice, turns);
    }

    private static double beside(Bench bench, Mover mover, Duration slice) {
        mover.releaseAtStation();
        insert(bench, slice);
        mover.awaitReadAtStation();
        double rate = measure(bench, slice);
        mover.hold();
        bench.awaitNoReader();
        mover.standStillAtStation();
        return rate;
    }

    private static void add(Map<Mover, List<Double>> all, Mover mover, double value) {
        all.computeIfAbsent(mover, one -> new ArrayList<>()).add(value);
    }

    private void write(Report report, Duration slice, int turns) {
        report.text("## Cost for the station's own application");
        report.text(
                "Inserts of one row, each a transaction, by one connection, for %.1f s beside each mover once it is warm and has caught up, and as long without any before and after it; the binlog is always on. Lost is the mean of what each of %d turns lost against the two beside it, with its standard error. A mover's part at the station includes Kafka here, which runs at the center elsewhere. What replication loses is what the binlog costs as soon as anybody reads it."
                        .formatted(slice.toMillis() / 1e3, turns));
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("without any", "%,.0f".formatted(Figures.median(alone)), ""));
        ratios.forEach((mover, all) -> {
            String lost = "%.1f ± %.1f %%".formatted(100 * (1 - Figures.mean(all)), 100 * Figures.standardError(all));
            lines.add(List.of(
                    mover.name(), "%,.0f".formatted(Figures.median(rates.getOrDefault(mover, List.of()))), lost));
            report.figure(Figure.APPLICATION, mover.name(), lost);
        });
        report.table(List.of("", "inserts/s", "lost"), lines);
    }

    /** Amid inserts, so that all turns are alike: only some movers let them rest until they have caught up. */
    private static double measure(Bench bench, Duration slice) {
        insert(bench, slice);
        return insert(bench, slice);
    }

    /** @return rows per second */
    private static double insert(Bench bench, Duration duration) {
        try (Connection connection = bench.station().database().connect();
                Statement statement = connection.createStatement()) {
            long start = System.nanoTime();
            int rows = 0;
            while (System.nanoTime() - start < duration.toNanos()) {
                Workload inserts = bench.rows().inserts(AT_ONCE, 1);
                while (inserts.transactions().hasNext()) {
                    statement.execute(inserts.transactions().next());
                }
                rows += AT_ONCE;
            }
            return rows / ((System.nanoTime() - start) / 1e9);
        } catch (SQLException e) {
            throw new IllegalStateException("The application's inserts are refused", e);
        }
    }
}
