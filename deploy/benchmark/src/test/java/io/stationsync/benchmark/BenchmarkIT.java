package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it measures; how fast anything is, a shared machine can't tell. */
class BenchmarkIT {

    @Test
    void a_quick_run_beside_mariadbs_replication_leaves_a_report_and_equal_rows(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.md");
        String[] arguments = {"--quick", "--report=" + file, "inserts"};

        Benchmark.run(Options.parse(arguments), List.of(arguments));

        String report = Files.readString(file);
        assertThat(report)
                .contains("`deploy/benchmark.sh --quick inserts`", "## Backlog of inserts", "1,000 rows per run")
                .doesNotContain("**no**");
        assertThat(report.substring(report.indexOf("## Summary"), report.indexOf("## Backlog")))
                .containsPattern("\\| backlog of inserts[^|]*\\|[^|]*\\| [0-9,]+ \\| [0-9,]+ \\| – \\|");
        assertThat(report.lines().filter(line -> line.endsWith("| yes |")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("| StationSync |"))
                .anyMatch(line -> line.startsWith("| MariaDB replication |"));
    }
}
