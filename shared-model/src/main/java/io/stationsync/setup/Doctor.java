package io.stationsync.setup;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs every check and prints each finding: {@code OK}, {@code WARN} or {@code FAIL}, the subject, the message, and
 * below it how to set it right. A check that breaks is a finding too and does not keep the next from running.
 */
public final class Doctor {
    private static final String FIX_INDENT = "      ";

    /** A group of checks under one heading, run only when its turn comes. */
    public record Section(String title, Check check) {}

    @FunctionalInterface
    public interface Check {
        List<Finding> run() throws Exception;
    }

    /** Returns the exit code of the process: 0 if there is no problem, else 1. */
    public int run(PrintStream out, List<Section> sections) {
        List<Finding> all = new ArrayList<>();
        for (Section section : sections) {
            out.println(section.title());
            for (Finding finding : findings(section)) {
                print(out, finding);
                all.add(finding);
            }
            out.println();
        }
        out.println(summary(all));
        out.flush();
        return Finding.problems(all).isEmpty() ? 0 : 1;
    }

    private static List<Finding> findings(Section section) {
        try {
            return section.check().run();
        } catch (SetupException e) {
            return e.findings();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(broken(section, e));
        } catch (Exception e) {
            return List.of(broken(section, e));
        }
    }

    private static Finding broken(Section section, Exception e) {
        return Finding.problem(
                section.title(),
                "the check broke off: " + e,
                "Set right what the message names and run doctor again; if it names nothing, report it as a bug.");
    }

    private static void print(PrintStream out, Finding finding) {
        out.println("%-4s  %s  %s".formatted(word(finding.level()), finding.subject(), finding.message()));
        if (!finding.fix().isEmpty()) {
            out.println(FIX_INDENT + "fix:");
            finding.fix().lines().forEach(line -> out.println(FIX_INDENT + "  " + line));
        }
    }

    private static String word(Finding.Level level) {
        return switch (level) {
            case OK -> "OK";
            case WARNING -> "WARN";
            case PROBLEM -> "FAIL";
        };
    }

    private static String summary(List<Finding> all) {
        long warnings =
                all.stream().filter(f -> f.level() == Finding.Level.WARNING).count();
        int problems = Finding.problems(all).size();
        return "%d checks: %d problems, %d warnings. %s"
                .formatted(
                        all.size(),
                        problems,
                        warnings,
                        problems == 0
                                ? "The service can run."
                                : "The service cannot run until the problems are fixed.");
    }
}
