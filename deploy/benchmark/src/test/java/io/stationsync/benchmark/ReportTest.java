package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @Test
    void theSummaryHasWhatWasMeasuredInItsOwnOrderAboveTheRest(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.md");
        Report report = new Report(file);

        report.text("# Benchmark");
        report.summary("Measured here.");
        report.figure(Figure.IDLE_CPU, StationSync.NAME, "0.4 %");
        report.figure(Figure.INSERTS, Replication.NAME, "300,000");
        report.figure(Figure.INSERTS, StationSync.NAME, "70,000");
        report.memory(List.of(memory(190, 350), memory(180, 360)));
        report.memory(List.of(new Measurement(1, 1, Map.of(), Map.of("replica", 900.0), 0)));
        report.text("## Part");

        assertThat(Files.readAllLines(file))
                .isEqualTo(List.of(
                        "# Benchmark",
                        "",
                        "## Summary",
                        "",
                        "|  | target | StationSync | MariaDB replication | Debezium + JDBC sink |",
                        "| --- | --- | --- | --- | --- |",
                        "| backlog of inserts, transactions of 1,000, rows/s | ≥ 60,000, ≥ 8 times Debezium | 70,000 | 300,000 | – |",
                        "| most memory in any run of any scenario, MiB | agent ≤ 200, center ≤ 400 | agent 190, center 360 | – | – |",
                        "| agent at rest, CPU, share of a core | < 1 % | 0.4 % | – | – |",
                        "",
                        "Measured here.",
                        "",
                        "## Part",
                        ""));
    }

    private static Measurement memory(double agent, double center) {
        return new Measurement(1, 1, Map.of(), Map.of(StationSync.AGENT, agent, StationSync.CENTER, center), 0);
    }
}
