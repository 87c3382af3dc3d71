package io.stationsync.benchmark;

import io.stationsync.demo.ServiceProcess;
import io.stationsync.demo.Station;
import io.stationsync.demo.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The same traffic from more and more stations: what a change costs the center. The stations are {@link SimulatedStations}. */
final class Growth implements Scenario {
    private static final int PER_SECOND = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Beside those that are measured: one that is seen before them, and one that a center started anew finds. */
    private static final int FURTHER = 2;

    /** @param use of the changes, {@code atRest} of the same time without any */
    private record Measured(int stations, Measurement use, Measurement atRest, double start) {

        double centerMicros() {
            return Figures.microsPerRow(use).getOrDefault(StationSync.CENTER, 0.0);
        }

        List<String> line() {
            List<Measurement> resting = List.of(atRest);
            return List.of(
                    "%,d".formatted(stations),
                    "%.0f".formatted(use.rowsPerSecond()),
                    Figures.each(List.of(use), Figures::microsPerRow, "%.0f"),
                    Figures.each(resting, Figures::percentOfCore, "%.1f"),
                    Figures.each(List.of(use), Measurement::peakMiB, "%.0f"),
                    "%.1f".formatted(start));
        }
    }

    @Override
    public void run(Bench bench, Report report) {
        int fewest = bench.options().stations().stream().min(Integer::compare).orElse(1);
        sendOriginal(bench, each(bench, fewest) + FURTHER);
        List<Measured> all = new ArrayList<>();
        char letter = 'A';
        for (int stations : bench.options().stations()) {
            try (SimulatedStations simulated =
                    new SimulatedStations(bench.fleet().kafka(), String.valueOf(letter++), stations)) {
                all.add(measure(bench, simulated, each(bench, stations)));
            }
        }
        report.text("## Growth");
        report.text(
                "%d changes per second for %d s from all stations together, one record each; those of earlier lines stay known to the center. The stations are their changes alone: they send no heartbeats. Then as long without any. Then the center is started anew, and a change of each station waits for it."
                        .formatted(PER_SECOND, bench.options().watch().toSeconds()));
        if (all.size() > 1) {
            report.figure(
                    Figure.GROWTH,
                    StationSync.NAME,
                    "%.1f times"
                            .formatted(all.get(all.size() - 1).centerMicros()
                                    / all.get(0).centerMicros()));
        }
        report.table(
                List.of(
                        "stations",
                        "changes/s",
                        "CPU, µs per change",
                        "CPU at rest, % of a core",
                        "peak memory, MiB",
                        "seconds from the center's start until a change of each is there"),
                all.stream().map(Measured::line).toList());
    }

    private static int each(Bench bench, int stations) {
        return Math.max(1, (int) (bench.options().watch().toSeconds() * PER_SECOND / stations));
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

    private static Measured measure(Bench bench, SimulatedStations stations, int each) {
        stations.announce();
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            stations.publish(1);
            stations.arrived(1).forEach(center::of);
            List<ProcessUse> use = use(bench);
            long start = System.nanoTime();
            int changes = each * stations.count();
            for (int number = 0; number < changes; number++) {
                stations.publish(number % stations.count(), 2 + number / stations.count());
                long due = start + Duration.ofSeconds(1).toNanos() * (number + 1) / PER_SECOND;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
            stations.arrived(1 + each).forEach(center::of);
            Measurement moving = Measurement.of(changes, (System.nanoTime() - start) / 1e9, use, 0);
            Measurement resting = atRest(bench);
            return new Measured(stations.count(), moving, resting, startAnew(bench, stations, each + FURTHER, center));
        }
    }

    private static Measurement atRest(Bench bench) {
        List<ProcessUse> use = use(bench);
        Waiting.pause(bench.options().watch());
        return Measurement.of(1, bench.options().watch().toMillis() / 1e3, use, 0);
    }

    private static double startAnew(Bench bench, SimulatedStations stations, int change, Sight center) {
        ServiceProcess service = bench.fleet().center().service();
        service.stop();
        stations.publish(change);
        long start = System.nanoTime();
        service.start();
        stations.arrived(change).forEach(center::of);
        double seconds = (System.nanoTime() - start) / 1e9;
        service.awaitRunning(PATIENCE);
        return seconds;
    }

    private static List<ProcessUse> use(Bench bench) {
        return Watched.use(List.of(
                Watched.of(StationSync.CENTER, bench.fleet().center().service()),
                Watched.of(
                        "center's database", bench.fleet().center().database().server()),
                Watched.of("Kafka", bench.fleet().kafka())));
    }
}
