package io.stationsync.center.send;

import io.stationsync.model.RowKey;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of rows in 128 KiB, however many they are: from the thousandth on a Bloom filter. It knows every row that was added; of
 * others it takes one in a million for one of 10,000 rows, and one in a hundred for one of 100,000.
 */
final class RowFilter {
    private static final int FEW = 1_000;
    private static final int FEW_BYTES = 100;
    private static final int BITS = 1 << 20;

    private final Set<UUID> few = new HashSet<>();
    private @Nullable BitSet many;
    private boolean all;

    void add(RowKey key) {
        if (all) {
            return;
        }
        UUID hash = hash(key);
        if (many == null) {
            few.add(hash);
            if (few.size() > FEW) {
                many = new BitSet(BITS);
                few.forEach(known -> places(known).forEach(many::set));
                few.clear();
            }
        } else {
            places(hash).forEach(many::set);
        }
    }

    boolean mayContain(RowKey key) {
        if (all) {
            return true;
        }
        UUID hash = hash(key);
        return many == null ? few.contains(hash) : places(hash).allMatch(many::get);
    }

    /** From now on it takes every row for one that was added, and no memory. */
    void takeAll() {
        all = true;
        few.clear();
        many = null;
    }

    /** About how much memory it takes. */
    long bytes() {
        return many == null ? (long) FEW_BYTES * few.size() : BITS / Byte.SIZE;
    }

    private static UUID hash(RowKey key) {
        return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static IntStream places(UUID hash) {
        long high = hash.getMostSignificantBits();
        long low = hash.getLeastSignificantBits();
        // 20 bits each, without those that every UUID of this kind has in common.
        return IntStream.of((int) (high >>> 44), (int) (high >>> 16), (int) (low >>> 32), (int) low)
                .map(place -> place & BITS - 1);
    }
}
