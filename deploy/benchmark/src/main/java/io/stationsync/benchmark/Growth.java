package io.stationsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The same traffic from more and more stations: what a change costs the center. The stations are {@link SimulatedStations}. */
final class Growth implements Scenario {
    private static final int PER_SECOND = 200;

    @Override
    public void run(Bench bench, Report report) {
        List<List<String>> lines = new ArrayList<>();
        char letter = 'A';
        for (int stations : bench.options().stations()) {
            int each = Math.max(1, (int) (bench.options().watch().toSeconds() * PER_SECOND / stations));
            try (SimulatedStations simulated =
                    new SimulatedStations(bench.fleet().kafka(), String.valueOf(letter++), stations)) {
                Measurement measurement = measure(bench, simulated, each);
                lines.add(List.of(
                        String.valueOf(stations),
                        "%.0f".formatted(measurement.rowsPerSecond()),
                        Figures.each(List.of(measurement), Figures::microsPerRow, "%.0f"),
                        Figures.each(List.of(measurement), Measurement::peakMiB, "%.0f")));
            }
        }
        report.text("## Growth");
        report.text(
                "%d changes per second for %d s from all stations together, one transaction of the agent each; those of earlier lines stay known to the center."
                        .formatted(PER_SECOND, bench.options().watch().toSeconds()));
        report.table(List.of("stations", "changes/s", "CPU, µs per change", "peak memory, MiB"), lines);
    }

    private static Measurement measure(Bench bench, SimulatedStations stations, int each) {
        stations.announce();
        try (Sight center = new Sight(bench.product().target(), bench.product()::state)) {
            stations.publish(1);
            stations.arrived(1).forEach(center::of);
            List<ProcessUse> use = Watched.use(List.of(
                    Watched.of(StationSync.CENTER, bench.fleet().center().service()),
                    Watched.of(
                            "center's database",
                            bench.fleet().center().database().server()),
                    Watched.of("Kafka", bench.fleet().kafka())));
            long start = System.nanoTime();
            int changes = each * stations.count();
            for (int number = 0; number < changes; number++) {
                stations.publish(number % stations.count(), 2 + number / stations.count());
                long due = start + Duration.ofSeconds(1).toNanos() * (number + 1) / PER_SECOND;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
            stations.arrived(1 + each).forEach(center::of);
            return Measurement.of(changes, (System.nanoTime() - start) / 1e9, use, 0);
        }
    }
}
