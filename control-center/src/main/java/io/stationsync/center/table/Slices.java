package io.stationsync.center.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Cuts a list into pieces that fit into one statement each. */
final class Slices {
    private Slices() {}

    /** Consecutive pieces of at most so many elements and so many bytes; an element larger than that is alone. */
    static <T> List<List<T>> of(List<T> all, int most, long mostBytes, ToLongFunction<T> bytes) {
        List<List<T>> slices = new ArrayList<>();
        int from = 0;
        long size = 0;
        for (int i = 0; i < all.size(); i++) {
            long next = bytes.applyAsLong(all.get(i));
            if (i > from && (i - from == most || size + next > mostBytes)) {
                slices.add(all.subList(from, i));
                from = i;
                size = 0;
            }
            size += next;
        }
        if (from < all.size()) {
            slices.add(all.subList(from, all.size()));
        }
        return slices;
    }
}
