package io.stationsync.center.merge;

import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.util.EnumSet;
import java.util.Set;

/** The values of a {@code newest-by} column. */
public final class Stamps {
    /** The types that have an order in time and one way to be written. */
    public static final Set<ValueType> TYPES =
            EnumSet.of(ValueType.TIMESTAMP, ValueType.DATETIME, ValueType.DATE, ValueType.INTEGER);

    private Stamps() {}

    /** Whether one is later than the other; NULL is earlier than anything. */
    static boolean isLater(Value one, Value other) {
        if (one instanceof Value.Int a && other instanceof Value.Int b) {
            return a.value() > b.value();
        }
        if (one instanceof Value.Text a && other instanceof Value.Text b) {
            // Dates and times of one column are written with the same number of digits, so their text has their order.
            return a.value().compareTo(b.value()) > 0;
        }
        if (one instanceof Value.BigInt a && other instanceof Value.BigInt b) {
            return a.value().compareTo(b.value()) > 0;
        }
        return rank(one) > rank(other);
    }

    private static int rank(Value value) {
        return value.isNull() ? 0 : value instanceof Value.BigInt ? 2 : 1;
    }
}
