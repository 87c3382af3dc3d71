package io.stationsync.model;

/**
 * A record's number on its topic: rises by one from 1 within an epoch. A sender that has lost its count begins a later
 * epoch. Text form {@code epoch-number}.
 *
 * @param epoch when the sender began to count, in milliseconds since 1970; 0 if nothing has been counted yet
 */
public record Seq(long epoch, long number) {
    public static final Seq NONE = new Seq(0, 0);

    /** Records were passed over without looking: whatever number comes next is right. */
    public static final Seq UNKNOWN = new Seq(-1, 0);

    /** What a record's number says when it comes after this one. */
    public enum Arrival {
        NEXT,
        /** Seen before: to be skipped. */
        DUPLICATE,
        /** Records between the two are missing. */
        GAP
    }

    public Arrival arrivalOf(Seq seq) {
        if (equals(UNKNOWN)) {
            return Arrival.NEXT;
        }
        if (seq.epoch == epoch) {
            return seq.number == number + 1 ? Arrival.NEXT : seq.number <= number ? Arrival.DUPLICATE : Arrival.GAP;
        }
        return seq.epoch > epoch && seq.number == 1 ? Arrival.NEXT : Arrival.GAP;
    }

    public Seq next() {
        return new Seq(epoch, number + 1);
    }

    public static Seq parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new Seq(
                    Long.parseLong(text.substring(0, Math.max(dash, 0))), Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "seq: '%s' (expected: epoch-number as in 1795217081000-42)".formatted(text), e);
        }
    }

    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}
