package io.stationsync.setup;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The service cannot run as it is set up; waiting will not help. Thrown while a Spring application starts, it ends as
 * one readable message ({@link SetupFailureAnalyzer}) and exit code 1.
 */
public final class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** @param findings what the checks found; only the problems among them are kept, and there must be one */
    public SetupException(List<Finding> findings) {
        super(text(Finding.problems(findings)));
        this.findings = Finding.problems(findings);
        if (this.findings.isEmpty()) {
            throw new IllegalArgumentException(
                    "findings: no problem among %s (expected: 1 or more)".formatted(findings));
        }
    }

    public SetupException(String what, String fix) {
        this(List.of(Finding.problem("setup", what, fix)));
    }

    /** Returns the findings, or throws them if there is a problem among them. */
    public static List<Finding> requireRunnable(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::isProblem)) {
            throw new SetupException(findings);
        }
        return findings;
    }

    /** The problems, one or more. */
    public List<Finding> findings() {
        return findings;
    }

    private static String text(List<Finding> problems) {
        return problems.stream().map(Finding::sentence).collect(Collectors.joining("; "));
    }
}
