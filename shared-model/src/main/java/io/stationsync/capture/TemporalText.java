package io.stationsync.capture;

/** Dates and times as SELECT prints them, also those that no calendar has. */
final class TemporalText {
    private final StringBuilder text = new StringBuilder(26);

    TemporalText date(long year, long month, long day) {
        return digits(year, 4).add('-').digits(month, 2).add('-').digits(day, 2);
    }

    TemporalText time(long hour, long minute, long second) {
        return digits(hour, 2).add(':').digits(minute, 2).add(':').digits(second, 2);
    }

    /** @param digits 0 to 6: how many of the microseconds' six digits the column has */
    TemporalText fraction(long micros, int digits) {
        if (digits > 0) {
            add('.');
            long rest = micros;
            for (int i = 0, power = 100_000; i < digits; i++, power /= 10) {
                text.append((char) ('0' + rest / power));
                rest %= power;
            }
        }
        return this;
    }

    TemporalText add(char c) {
        text.append(c);
        return this;
    }

    private TemporalText digits(long number, int width) {
        for (long power = width == 4 ? 1000 : 10; power > number && power > 1; power /= 10) {
            text.append('0');
        }
        text.append(number);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
