package io.stationsync.demo;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was to be shown.
 *
 * @param what a sentence
 * @param problem what is wrong; empty if it holds
 */
record Check(String what, Optional<String> problem) {

    static Check equal(String what, @Nullable Object expected, @Nullable Object actual) {
        return new Check(
                what,
                Objects.equals(expected, actual)
                        ? Optional.empty()
                        : Optional.of("%s (expected: %s)".formatted(actual, expected)));
    }

    /** Holds unless {@code action} throws. */
    static Check that(String what, Runnable action) {
        try {
            action.run();
            return new Check(what, Optional.empty());
        } catch (RuntimeException e) {
            return new Check(what, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    boolean holds() {
        return problem.isEmpty();
    }

    @Override
    public String toString() {
        return problem.map(text -> "FAIL  %s: %s".formatted(what, text)).orElse("OK    " + what);
    }
}
