package io.stationsync.boot;

import java.util.regex.Pattern;

/** When to say again what is said at every attempt: at once if it is something else, then ever more rarely. */
final class Repetition {
    /** Of the driver: another one each time. */
    private static final Pattern CONNECTION = Pattern.compile("\\(conn=-?\\d+\\) ?");

    private static final int MOST_APART = 256;

    private String last = "";
    private int times;

    /** @return at the first time of the same in a row, the second, the fourth and so on, and at every 256th */
    boolean isWorthSaying(String what) {
        String same = CONNECTION.matcher(what).replaceAll("");
        times = same.equals(last) ? times + 1 : 1;
        last = same;
        return Integer.bitCount(times) == 1 || times % MOST_APART == 0;
    }
}
