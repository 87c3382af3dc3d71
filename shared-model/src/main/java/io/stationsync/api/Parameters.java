package io.stationsync.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a request; one without a value counts as not given. */
public final class Parameters {
    private static final String PAGE = "page";
    private static final String SIZE = "size";
    private static final int LAST_PAGE = 1_000_000;
    private static final int MOST = 500;
    private static final int USUAL = 50;

    private final Map<String, String> given;

    /**
     * With paging.
     *
     * @param known names of the other parameters
     * @throws ApiException for any other: a misspelt filter would show everything
     */
    public Parameters(Map<String, String> given, List<String> known) {
        this.given = Map.copyOf(given);
        TreeSet<String> names = new TreeSet<>(known);
        names.addAll(List.of(PAGE, SIZE));
        given.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw ApiException.badRequest("%s: unknown parameter (expected: one of %s)".formatted(name, names));
                });
    }

    @Nullable
    public String text(String name) {
        String value = given.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    @Nullable
    public String oneOf(String name, List<String> values) {
        String value = text(name);
        if (value != null && !values.contains(value)) {
            throw invalid(name, value, "one of " + values);
        }
        return value;
    }

    @Nullable
    public Instant moment(String name) {
        String value = text(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw invalid(name, value, "ISO-8601 with a zone, as in 2026-11-21T08:00:00Z");
        }
    }

    /** From 0. */
    public int page() {
        return number(PAGE, 0, LAST_PAGE, 0);
    }

    public int size() {
        return number(SIZE, 1, MOST, USUAL);
    }

    private int number(String name, int least, int most, int otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As wrong as a number out of range.
        }
        throw invalid(name, value, "%d..%d".formatted(least, most));
    }

    private static ApiException invalid(String name, @Nullable String value, String expected) {
        return ApiException.badRequest("%s: %s (expected: %s)".formatted(name, value, expected));
    }
}
