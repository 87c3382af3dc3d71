package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import io.stationsync.demo.ServiceProcess;
import io.stationsync.demo.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What the station's application writes while all its rows are sent again, with the agent's own limit. */
final class BesideLoad implements Scenario {
    private static final Duration STEP = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int LEAST = 100;

    /** Of {@code sync.load.rows-per-second}, so that the changes end before the load does. */
    private static final int LOADED_PER_SECOND = 10_000;

    private static final String RESYNC = """
            INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason)
            VALUES ('resync', 'kafka_test', '{}', 'measured')
            """;

    @Override
    public void run(Bench bench, Report report) {
        int rows = bench.options().rows();
        Duration loading = Duration.ofSeconds(1).multipliedBy(rows).dividedBy(LOADED_PER_SECOND);
        int changes = (int) Math.max(LEAST, loading.dividedBy(STEP) * 3 / 4);
        bench.bringAll(bench.rows().inserts(Math.max(rows, changes), Rows.TRANSACTION));
        Database station = bench.station().database();
        ServiceProcess agent = bench.station().agent();
        List<List<String>> lines = new ArrayList<>();
        for (int run = 1; run <= bench.options().runs(); run++) {
            bench.product().release();
            station.execute(RESYNC);
            await("the load begins", () -> tables(agent) > 0);
            String text = "beside load %d".formatted(run);
            List<Double> millis = Latency.measure(
                    bench, changes, STEP, text, station, bench.product().target(), bench.product()::state);
            boolean loads = tables(agent) > 0;
            lines.add(Latency.line("run %d%s".formatted(run, loads ? "" : ", the load ended before"), millis));
            await("the load is done", () -> tables(agent) == 0);
            bench.product().hold();
        }
        bench.drain();
        report.text("## Live changes beside a load");
        report.text(
                "At least %,d rows are sent again at the agent's limit of %,d per second, while %,d others are changed at 500 per second, each in a transaction; milliseconds until it is seen at the center."
                        .formatted(rows, LOADED_PER_SECOND, changes));
        report.table(List.of("", "p50", "p90", "p99", "most"), lines);
    }

    private static void await(String what, BooleanSupplier there) {
        Waiting.until(what, PATIENCE, () -> there.getAsBoolean() ? Optional.empty() : Optional.of("It is not."));
    }

    private static double tables(ServiceProcess agent) {
        return agent.metric("sync_load_tables");
    }
}
