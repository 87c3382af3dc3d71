package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.setup.Doctor.Section;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(Section... sections) {
        return new Doctor().run(new PrintStream(out, true, StandardCharsets.UTF_8), List.of(sections));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void everyFindingIsPrintedWithItsFixBelow() {
        int exitCode = run(
                new Section(
                        "database",
                        () -> List.of(
                                Finding.ok("log_bin", "is ON"),
                                Finding.warning("sync_binlog", "is 0", "SET GLOBAL sync_binlog=1;"))),
                new Section("kafka", () -> List.of(Finding.problem("kafka", "no answer", "start it\nthere"))));

        assertThat(exitCode).isEqualTo(1);
        assertThat(lines())
                .containsExactly(
                        "database",
                        "OK    log_bin  is ON",
                        "WARN  sync_binlog  is 0",
                        "      fix:",
                        "        SET GLOBAL sync_binlog=1;",
                        "",
                        "kafka",
                        "FAIL  kafka  no answer",
                        "      fix:",
                        "        start it",
                        "        there",
                        "",
                        "3 checks: 1 problems, 1 warnings. The service cannot run until the problems are fixed.");
    }

    @Test
    void warningsAloneDoNotFail() {
        assertThat(run(new Section("a", () -> List.of(Finding.warning("b", "c", "d")))))
                .isZero();
        assertThat(lines()).last().isEqualTo("1 checks: 0 problems, 1 warnings. The service can run.");
    }

    @Test
    void aCheckThatBreaksIsAProblemAndTheNextOneRuns() {
        int exitCode = run(
                new Section("a", () -> {
                    throw new IllegalStateException("odd");
                }),
                new Section("b", () -> {
                    throw new SetupException("sync.station: missing", "set SYNC_STATION");
                }),
                new Section("c", () -> List.of(Finding.ok("d", "fine"))));

        assertThat(exitCode).isEqualTo(1);
        assertThat(lines())
                .contains(
                        "FAIL  a  the check broke off: java.lang.IllegalStateException: odd",
                        "FAIL  setup  sync.station: missing",
                        "        set SYNC_STATION",
                        "OK    d  fine");
    }
}
