package io.stationsync.center.send;

import io.stationsync.model.RowKey;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A set of rows in 128 KiB, however many they are: a Bloom filter. It knows every row that was added; of others it takes one
 * in a million for one of 10,000 rows, and one in a hundred for one of 100,000. Empty it takes next to nothing.
 */
final class RowFilter {
    private static final int BITS = 1 << 20;

    private final BitSet bits = new BitSet();

    void add(RowKey key) {
        places(key).forEach(bits::set);
    }

    boolean mayContain(RowKey key) {
        return places(key).allMatch(bits::get);
    }

    private static IntStream places(RowKey key) {
        UUID hash = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
        long high = hash.getMostSignificantBits();
        long low = hash.getLeastSignificantBits();
        // 20 bits each, without those that every UUID of this kind has in common.
        return IntStream.of((int) (high >>> 44), (int) (high >>> 16), (int) (low >>> 32), (int) low)
                .map(place -> place & BITS - 1);
    }
}
