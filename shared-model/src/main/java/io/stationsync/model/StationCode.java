package io.stationsync.model;

import java.util.regex.Pattern;

/** The code of a station: the value of its rows' {@code code} column and a part of its topics' names. */
public record StationCode(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public StationCode {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "station code: '%s' (expected: 1 to 64 characters of A-Z a-z 0-9 _ -)".formatted(value));
        }
    }

    public static boolean isValid(String value) {
        return ALLOWED.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
