package io.stationsync.center.verify;

import io.stationsync.wire.RangeReport;
import io.stationsync.wire.TravellingRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether reports cover the ranges that were asked for without a hole: each begins where the one before ends, or with the next range.
 * A report that is missing must not pass for rows that are the same. Confined to one thread.
 */
final class Coverage {
    private final List<TravellingRange> ranges;
    private int number;
    private @Nullable TravellingRange last;

    Coverage(List<TravellingRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** @return whether it follows those before and, if it is the last, all ranges have been covered */
    boolean add(RangeReport report) {
        TravellingRange range = report.range();
        boolean follows = follows(range);
        last = range;
        return follows && (!report.last() || number == ranges.size() - 1 && ends(range));
    }

    private boolean follows(TravellingRange range) {
        TravellingRange before = last;
        if (before == null) {
            return Objects.equals(range.after(), ranges.get(0).after());
        }
        boolean beginsNext = number + 1 < ranges.size()
                && ends(before)
                && Objects.equals(range.after(), ranges.get(number + 1).after());
        if (beginsNext) {
            number++;
            return true;
        }
        return before.upTo() != null && before.upTo().equals(range.after());
    }

    private boolean ends(TravellingRange range) {
        return Objects.equals(range.upTo(), ranges.get(number).upTo());
    }
}
