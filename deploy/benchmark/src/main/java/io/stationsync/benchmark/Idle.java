package io.stationsync.benchmark;

import io.stationsync.demo.Waiting;
import java.time.Duration;
import java.util.List;

/** What a station costs at which nothing happens. */
final class Idle implements Scenario {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SETTLED = Duration.ofSeconds(10);

    @Override
    public void run(Bench bench, Report report) {
        StationSync product = bench.product();
        product.release();
        Waiting.pause(SETTLED);
        Duration watch = bench.options().watch();
        List<ProcessUse> use = Watched.use(product.processes());
        TopicBytes topics = new TopicBytes(bench.fleet().kafka(), "sync.");
        long bytes = bench.station().link().bytes();
        long kept = topics.total();
        Waiting.pause(watch);
        Measurement rest = Measurement.of(1, watch.toMillis() / 1e3, use, 0);
        double days = (double) watch.toMillis() / DAY.toMillis();
        String megabytes = "%.1f".formatted((bench.station().link().bytes() - bytes) / days / 1e6);
        report.memory(List.of(rest));
        report.figure(
                Figure.IDLE_CPU,
                StationSync.NAME,
                "%.1f %%".formatted(Figures.percentOfCore(rest).getOrDefault(StationSync.AGENT, 0.0)));
        report.figure(Figure.IDLE_BYTES, StationSync.NAME, megabytes);
        report.text("## At rest");
        report.text("Looked at for %d s.".formatted(watch.toSeconds()));
        report.table(
                List.of(
                        "CPU, % of a core",
                        "MB per day between station and Kafka", "MB per day written to topics", "peak memory, MiB"),
                List.of(List.of(
                        Figures.each(List.of(rest), Figures::percentOfCore, "%.2f"),
                        megabytes,
                        "%.1f".formatted((topics.total() - kept) / days / 1e6),
                        Figures.each(List.of(rest), Measurement::peakMiB, "%.0f"))));
        product.hold();
    }
}
