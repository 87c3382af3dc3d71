package io.stationsync.setup;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link SetupException} as numbered problems and, under the same numbers, what to do about each. */
class SetupFailureAnalyzer extends AbstractFailureAnalyzer<SetupException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SetupException cause) {
        List<Finding> problems = cause.findings();
        return new FailureAnalysis(numbered(problems, Finding::sentence), numbered(problems, Finding::fix), cause);
    }

    private static String numbered(List<Finding> problems, Function<Finding, String> text) {
        return IntStream.range(0, problems.size())
                .mapToObj(i -> "%d. %s".formatted(i + 1, indented(text.apply(problems.get(i)))))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String indented(String text) {
        return text.replace("\n", System.lineSeparator() + "   ");
    }
}
