package io.stationsync.benchmark;

import io.stationsync.demo.ServiceProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the station's own application loses while a mover reads the binlog beside it. What runs at the center stands still. */
final class ApplicationCost implements Scenario {

    /** The application inserts row by row, each a transaction. */
    @Override
    public void run(Bench bench, Report report) {
        int rows = bench.options().rows() / 10;
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        ServiceProcess agent = bench.station().agent();
        agent.stop();
        insert(bench, rows);
        for (int run = 0; run < bench.options().runs(); run++) {
            add(rates, "without any", insert(bench, rows));
            for (Mover mover : bench.movers()) {
                mover.releaseAtStation();
                add(rates, mover.name(), insert(bench, rows));
                mover.hold();
                agent.stop();
            }
        }
        agent.start();
        bench.product().releaseAtCenter();
        bench.drain();
        double alone = Figures.median(rates.getOrDefault("without any", List.of()));
        report.text("## Cost for the station's own application");
        report.text("%,d inserts of one row per run, each a transaction, by one connection; the binlog is always on."
                .formatted(rows));
        List<List<String>> lines = new ArrayList<>();
        rates.forEach((name, all) -> lines.add(List.of(
                name,
                "%,.0f".formatted(Figures.median(all)),
                "%.1f %%".formatted(100 * (1 - Figures.median(all) / alone)))));
        report.table(List.of("", "inserts/s", "lost"), lines);
    }

    private static void add(Map<String, List<Double>> rates, String name, double rate) {
        rates.computeIfAbsent(name, one -> new ArrayList<>()).add(rate);
    }

    /** @return rows per second */
    private static double insert(Bench bench, int rows) {
        try (Connection connection = bench.station().database().connect();
                Statement statement = connection.createStatement()) {
            Consumer<String> execute = sql -> {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new IllegalStateException("The application's insert is refused", e);
                }
            };
            Workload inserts = bench.rows().inserts(rows, 1);
            long start = System.nanoTime();
            inserts.transactions().forEachRemaining(execute);
            return rows / ((System.nanoTime() - start) / 1e9);
        } catch (SQLException e) {
            throw new IllegalStateException("The application can't connect", e);
        }
    }
}
