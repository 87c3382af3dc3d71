package io.stationsync.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Edits of the center that have gathered while its way to Kafka was cut: how fast they come to the station. */
final class Down implements Scenario {

    @Override
    public void run(Bench bench, Report report) {
        List<Measurement> runs = new ArrayList<>();
        TopicBytes topic = new TopicBytes(bench.fleet().kafka(), "sync.down." + Bench.STATION);
        bench.bringAll(bench.rows().inserts(bench.options().rows() / 2, Rows.TRANSACTION));
        for (int run = 1; run <= bench.options().runs(); run++) {
            Workload edits = bench.rows().updates(bench.options().rows() / 2, Rows.TRANSACTION, "edited " + run);
            runs.add(measure(bench, edits, topic));
        }
        report.text("## Edits of the center, in transactions of 1,000");
        report.text("%,d rows per run.".formatted(runs.get(0).rows()));
        report.memory(runs);
        report.figure(
                Figure.DOWN,
                StationSync.NAME,
                "%,.0f"
                        .formatted(Figures.median(
                                runs.stream().map(Measurement::rowsPerSecond).toList())));
        report.table(
                List.of("rows/s", "CPU, µs per row", "peak memory, MiB", "bytes per row on the way"),
                List.of(List.of(
                        "%,.0f"
                                .formatted(Figures.median(runs.stream()
                                        .map(Measurement::rowsPerSecond)
                                        .toList())),
                        Figures.each(runs, Figures::microsPerRow, "%.1f"),
                        Figures.each(runs, Measurement::peakMiB, "%.0f"),
                        "%.0f"
                                .formatted(Figures.median(runs.stream()
                                        .map(Measurement::bytesPerRow)
                                        .toList())))));
    }

    private static Measurement measure(Bench bench, Workload edits, TopicBytes topic) {
        StationSync product = bench.product();
        long bytesBefore = topic.total();
        product.holdAtCenter();
        Rows.write(edits, bench.fleet().center().database());
        try (Sight station = new Sight(bench.station().database().connect(), bench.product()::state)) {
            List<ProcessUse> use = Watched.use(product.processes());
            product.release();
            product.releaseAtCenter();
            long first = station.of(edits.first());
            long last = station.of(edits.last());
            Measurement measurement =
                    Measurement.of(edits.rows(), (last - first) / 1e9, use, topic.total() - bytesBefore);
            product.hold();
            return measurement;
        }
    }
}
