package io.stationsync.setup;

import java.util.List;

/**
 * What one check found. Carries no secret: it goes to the console and to the log.
 *
 * @param level {@link Level#PROBLEM} stops a service at its start, {@link Level#WARNING} never does
 * @param subject what was looked at, such as {@code binlog_format} or {@code table test.kafka_test}
 * @param message what is the case and what was expected
 * @param fix how to set it right, empty if and only if the level is OK; a line that ends in {@code ;} is an SQL
 *     statement that can be run as it stands
 */
public record Finding(Level level, String subject, String message, String fix) {

    public enum Level {
        OK,
        WARNING,
        PROBLEM
    }

    public Finding {
        if (subject.isBlank() || message.isBlank()) {
            throw new IllegalArgumentException(
                    "finding: subject '%s', message '%s' (expected: neither blank)".formatted(subject, message));
        }
        if (fix.isBlank() != (level == Level.OK)) {
            throw new IllegalArgumentException(
                    "fix of %s: '%s' (expected: empty for OK, else not)".formatted(subject, fix));
        }
    }

    public static Finding ok(String subject, String message) {
        return new Finding(Level.OK, subject, message, "");
    }

    public static Finding warning(String subject, String message, String fix) {
        return new Finding(Level.WARNING, subject, message, fix);
    }

    public static Finding problem(String subject, String message, String fix) {
        return new Finding(Level.PROBLEM, subject, message, fix);
    }

    public boolean isProblem() {
        return level == Level.PROBLEM;
    }

    /** Subject and message in one line, without saying the subject twice. */
    String sentence() {
        return message.startsWith(subject + " ") ? message : subject + ": " + message;
    }

    /** Those of the findings that stop a service, in their order. */
    public static List<Finding> problems(List<Finding> findings) {
        return findings.stream().filter(Finding::isProblem).toList();
    }
}
