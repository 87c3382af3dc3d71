package io.stationsync.benchmark;

import io.stationsync.demo.ServiceProcess;
import io.stationsync.demo.Station;
import io.stationsync.demo.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The same traffic from more and more stations: what a change costs the center. The stations are {@link SimulatedStations}. */
final class Growth implements Scenario {
    private static final int PER_SECOND = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int SHORTER = 3;

    /** Of each station, beside those of a pace: one that is seen before them, and one that a center started anew finds. */
    private static final int FURTHER = 2;

    /**
     * @param use of the changes, {@code atRest} without any
     * @param perTransaction how many changes the center has applied in each
     */
    private record Measured(Measurement use, Measurement atRest, double perTransaction) {

        double centerMicros() {
            return Figures.microsPerRow(use).getOrDefault(StationSync.CENTER, 0.0);
        }
    }

    /** What was measured of so many stations, in each run. */
    private record Line(int stations, List<Measured> runs) {

        double centerMicros(int run) {
            return runs.get(run).centerMicros();
        }

        List<Measurement> use() {
            return runs.stream().map(Measured::use).toList();
        }

        List<String> cells() {
            List<Measurement> atRest = runs.stream().map(Measured::atRest).toList();
            return List.of(
                    "%,d".formatted(stations),
                    "%.0f"
                            .formatted(Figures.median(use().stream()
                                    .map(Measurement::rowsPerSecond)
                                    .toList())),
                    "%.1f"
                            .formatted(Figures.median(
                                    runs.stream().map(Measured::perTransaction).toList())),
                    Figures.each(use(), Figures::microsPerRow, "%.0f"),
                    Figures.each(atRest, Figures::percentOfCore, "%.1f"),
                    Figures.each(use(), Measurement::peakMiB, "%.0f"));
        }
    }

    /**
     * Of a center that starts with all stations, in seconds.
     *
     * @param received until a change of each, which waited for it, is there
     * @param running until it does all that it is for, sends edits too
     * @param use until then
     */
    private record Start(double received, double running, Measurement use) {}

    @Override
    public void run(Bench bench, Report report) {
        Duration watch = bench.options().watch();
        List<Line> lines = bench.options().stations().stream()
                .map(stations -> new Line(stations, new ArrayList<>()))
                .toList();
        int fewest = lines.stream().mapToInt(Line::stations).min().orElse(1);
        sendOriginal(bench, 2 * each(watch, fewest) + FURTHER);
        Optional<Start> start = Optional.empty();
        int known = 0;
        for (int run = 1; run <= bench.options().runs(); run++) {
            if (run > 1) {
                restartCenter(bench);
            }
            // A center that still compiles would be compared with one that has done so.
            Duration warmUp = watch;
            for (Line line : lines) {
                try (SimulatedStations stations =
                        new SimulatedStations(bench.fleet().kafka(), known, line.stations())) {
                    line.runs().add(measure(bench, stations, warmUp));
                    if (run == bench.options().runs() && line == lines.get(lines.size() - 1)) {
                        start = Optional.of(startAnew(bench, stations));
                    }
                }
                known += line.stations();
                warmUp = watch.dividedBy(SHORTER);
            }
        }
        lines.forEach(line -> report.memory(line.use()));
        report.text("## Growth");
        report.text(
                "%d changes per second for %d s from all stations together, one record each, then %d s without any: medians of %d runs. The stations are their changes alone: they send no heartbeats. Their topics go before the next are measured; each run begins with a center started anew."
                        .formatted(
                                PER_SECOND,
                                watch.toSeconds(),
                                watch.dividedBy(SHORTER).toSeconds(),
                                bench.options().runs()));
        if (lines.size() > 1) {
            report.figure(Figure.GROWTH, StationSync.NAME, "%.1f times".formatted(growth(lines)));
        }
        report.table(
                List.of(
                        "stations",
                        "changes/s",
                        "changes per transaction",
                        "CPU, µs per change",
                        "CPU at rest, % of a core",
                        "peak memory, MiB"),
                lines.stream().map(Line::cells).toList());
        start.ifPresent(anew -> write(report, anew));
    }

    /** The last line's cost against the first's: each run is compared with itself, a machine is not as fast all the time. */
    private static double growth(List<Line> lines) {
        Line first = lines.get(0);
        Line last = lines.get(lines.size() - 1);
        return Figures.median(IntStream.range(0, first.runs().size())
                .mapToObj(run -> last.centerMicros(run) / first.centerMicros(run))
                .toList());
    }

    private static void write(Report report, Start start) {
        report.memory(List.of(start.use()));
        report.text(
                "The center started anew with all of them: after %.1f s a change of each was there that had waited for it, and after %.1f s it ran in all its parts. Peak memory, MiB: %s."
                        .formatted(
                                start.received(),
                                start.running(),
                                Figures.each(List.of(start.use()), Measurement::peakMiB, "%.0f")));
    }

    /** How many changes of each station a time takes. */
    private static int each(Duration time, int stations) {
        return Math.max(1, (int) (time.toSeconds() * PER_SECOND / stations));
    }

    /** Has a real station send what the others repeat. */
    private static void sendOriginal(Bench bench, int changes) {
        Station station = bench.fleet().station(Bench.ORIGINAL_STATION);
        Workload rows = new Rows(station.code()).inserts(changes, 1);
        ServiceProcess agent = station.agent();
        agent.start();
        agent.awaitRunning(PATIENCE);
        Rows.write(rows, station.database());
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            center.of(rows.last());
        }
        agent.stop();
        station.database().server().stop();
    }

    /** Kafka's consumer keeps some memory for each topic that was there, until it is closed. */
    private static void restartCenter(Bench bench) {
        ServiceProcess service = bench.fleet().center().service();
        service.stop();
        service.start();
        service.awaitRunning(PATIENCE);
    }

    private static Measured measure(Bench bench, SimulatedStations stations, Duration warmUp) {
        Duration watch = bench.options().watch();
        Duration shortly = watch.dividedBy(SHORTER);
        stations.announce();
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            stations.publish();
            stations.arrived().forEach(center::of);
            publish(stations, each(warmUp, stations.count()), center);
            double transactions = transactions(bench);
            List<ProcessUse> use = use(bench);
            long start = System.nanoTime();
            int changes = publish(stations, each(watch, stations.count()), center);
            double perTransaction = changes / (transactions(bench) - transactions);
            Measurement moving = Measurement.of(changes, (System.nanoTime() - start) / 1e9, use, 0);
            use = use(bench);
            Waiting.pause(shortly);
            return new Measured(moving, Measurement.of(1, shortly.toMillis() / 1e3, use, 0), perTransaction);
        }
    }

    private static double transactions(Bench bench) {
        return bench.fleet().center().service().metric("sync_batch_rows_count", "direction", "up");
    }

    /** @return how many changes it has made and seen */
    private static int publish(SimulatedStations stations, int each, Sight center) {
        int changes = each * stations.count();
        long start = System.nanoTime();
        for (int number = 0; number < changes; number++) {
            stations.publish(number % stations.count());
            long due = start + Duration.ofSeconds(1).toNanos() * (number + 1) / PER_SECOND;
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
        stations.arrived().forEach(center::of);
        return changes;
    }

    private static Start startAnew(Bench bench, SimulatedStations stations) {
        ServiceProcess service = bench.fleet().center().service();
        service.stop();
        stations.publish();
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            long start = System.nanoTime();
            service.start();
            List<ProcessUse> use = use(bench);
            stations.arrived().forEach(center::of);
            double received = (System.nanoTime() - start) / 1e9;
            service.awaitRunning(PATIENCE);
            double running = (System.nanoTime() - start) / 1e9;
            return new Start(received, running, Measurement.of(stations.count(), running, use, 0));
        }
    }

    private static List<ProcessUse> use(Bench bench) {
        return Watched.use(List.of(
                Watched.of(StationSync.CENTER, bench.fleet().center().service()),
                Watched.of(
                        "center's database", bench.fleet().center().database().server()),
                Watched.of("Kafka", bench.fleet().kafka())));
    }
}
