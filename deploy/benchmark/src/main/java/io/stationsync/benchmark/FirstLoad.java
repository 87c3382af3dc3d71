package io.stationsync.benchmark;

import io.stationsync.demo.ServiceProcess;
import io.stationsync.demo.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first start of a station's agent beside a table that is full already; its programs are there and warm. */
final class FirstLoad implements Scenario {

    @Override
    public void run(Bench bench, Report report) {
        List<Double> starts = new ArrayList<>();
        List<Measurement> runs = new ArrayList<>();
        for (int run = 1; run <= bench.options().runs(); run++) {
            measure(bench, bench.fleet().station(Bench.FULL_STATION + run), starts, runs);
        }
        report.text("## First load of a full table");
        report.text("%,d rows per run, without a limit (`sync.load.rows-per-second=0`)."
                .formatted(bench.options().rows()));
        report.memory(runs);
        report.figure(Figure.START, StationSync.NAME, "%.1f".formatted(Figures.median(starts)));
        report.figure(
                Figure.LOAD,
                StationSync.NAME,
                "%,.0f"
                        .formatted(Figures.median(
                                runs.stream().map(Measurement::rowsPerSecond).toList())));
        report.table(
                List.of(
                        "seconds from the agent's start until its first row is published",
                        "rows/s",
                        "CPU, µs per row",
                        "peak memory, MiB"),
                List.of(List.of(
                        "%.1f".formatted(Figures.median(starts)),
                        "%,.0f"
                                .formatted(Figures.median(runs.stream()
                                        .map(Measurement::rowsPerSecond)
                                        .toList())),
                        Figures.each(runs, Figures::microsPerRow, "%.1f"),
                        Figures.each(runs, Measurement::peakMiB, "%.0f"))));
    }

    private static void measure(Bench bench, Station station, List<Double> starts, List<Measurement> runs) {
        Workload rows = new Rows(station.code()).inserts(bench.options().rows(), Rows.TRANSACTION);
        Rows.write(rows, station.database());
        ServiceProcess agent = station.newAgent(Map.of("sync.load.rows-per-second", "0"));
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            long start = System.nanoTime();
            agent.start();
            List<ProcessUse> use = Watched.use(List.of(
                    Watched.of(StationSync.AGENT, agent),
                    Watched.of(StationSync.CENTER, bench.fleet().center().service()),
                    Watched.of("station's database", station.database().server()),
                    Watched.of(
                            "center's database",
                            bench.fleet().center().database().server()),
                    Watched.of("Kafka", bench.fleet().kafka())));
            new TopicBytes(bench.fleet().kafka(), "sync.up." + station.code()).awaitFirst();
            starts.add((System.nanoTime() - start) / 1e9);
            long first = center.of(rows.first());
            long last = center.of(rows.last());
            runs.add(Measurement.of(rows.rows(), (last - first) / 1e9, use, 0));
        } finally {
            agent.kill();
            station.database().server().stop();
        }
    }
}
