package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class SetupFailureTest {
    @Configuration(proxyBeanMethods = false)
    static class Broken {
        @Bean
        Object needsDatabase() {
            throw new SetupException(List.of(
                    Finding.ok("log_bin", "is ON"),
                    Finding.warning("sync_binlog", "is 0", "SET GLOBAL sync_binlog=1;"),
                    Finding.problem(
                            "binlog_format", "binlog_format is MIXED", "SET GLOBAL binlog_format=ROW;\nand in my.cnf"),
                    Finding.problem("table test.t", "does not exist", "create it")));
        }
    }

    @Test
    void aServiceThatCannotRunSaysWhyAndWhatToDoWithoutAStackTrace(CapturedOutput output) {
        SpringApplication application = new SpringApplication(Broken.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        Throwable failure = catchThrowable(application::run);

        assertThat(failure).hasRootCauseInstanceOf(SetupException.class);
        assertThat(output.toString().lines())
                .containsSequence("Description:", "", "1. binlog_format is MIXED", "2. table test.t: does not exist")
                .containsSequence("Action:", "", "1. SET GLOBAL binlog_format=ROW;", "   and in my.cnf", "2. create it")
                .noneMatch(line -> line.startsWith("\tat "))
                .noneMatch(line -> line.contains("sync_binlog"));
    }

    @Test
    void findingsWithoutAProblemStopNothing() {
        List<Finding> findings = List.of(Finding.ok("a", "b"), Finding.warning("c", "d", "e"));

        assertThat(SetupException.requireRunnable(findings)).isSameAs(findings);
        assertThatIllegalArgumentException().isThrownBy(() -> new SetupException(findings));
    }
}
