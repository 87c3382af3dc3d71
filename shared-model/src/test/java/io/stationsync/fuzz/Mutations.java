package io.stationsync.fuzz;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * Random damage to valid bytes, the same for the same seed. {@code -Dfuzz.runs} says how often, {@code -Dfuzz.seed} repeats a
 * run that failed.
 */
public final class Mutations {
    private static final int RUNS = Integer.getInteger("fuzz.runs", 4_000);
    private static final int[] TELLING = {
        0, 1, 0x7F, 0x80, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF, '"', '{', '}', '[', ',', ':', '\\'
    };

    private final Random random;

    public Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** Runs with one seed after the other; a failure names its seed. */
    public static void each(LongConsumer run) {
        Long one = Long.getLong("fuzz.seed");
        if (one != null) {
            run.accept(one);
            return;
        }
        long first = System.nanoTime();
        for (long seed = first; seed < first + RUNS; seed++) {
            try {
                run.accept(seed);
            } catch (Throwable e) {
                throw new AssertionError("repeat it with -Dfuzz.seed=" + seed, e);
            }
        }
    }

    public Random random() {
        return random;
    }

    /** The bytes with one to four changes: bytes set, flipped, taken out, doubled, or the end cut off. */
    public byte[] of(byte[] valid) {
        byte[] bytes = valid.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes = changed(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, int at) {
        int length = Math.min(1 + random.nextInt(8), bytes.length - at);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
            }
            default -> {
                return joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
