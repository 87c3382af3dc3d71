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
        double days = (double) watch.toMillis() / DAY.toMillis();
        report.text("## At rest");
        report.text("Looked at for %d s.".formatted(watch.toSeconds()));
        report.table(
                List.of(
                        "CPU, % of a core",
                        "MB per day between station and Kafka", "MB per day written to topics", "peak memory, MiB"),
                List.of(List.of(
                        join(use, "%.1f", process -> process.cpuSeconds() * 100_000 / watch.toMillis()),
                        "%.1f".formatted((bench.station().link().bytes() - bytes) / days / 1e6),
                        "%.1f".formatted((topics.total() - kept) / days / 1e6),
                        join(use, "%.0f", ProcessUse::peakMiB))));
        product.hold();
    }

    private static String join(
            List<ProcessUse> all, String format, java.util.function.ToDoubleFunction<ProcessUse> value) {
        return all.stream()
                .map(process -> process.name() + " " + format.formatted(value.applyAsDouble(process)))
                .collect(java.util.stream.Collectors.joining(", "));
    }
}
