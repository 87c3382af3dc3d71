package io.stationsync.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the binlog's number and text forms from a stretch of an array. Reading past its end throws. */
final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    ByteReader(byte[] bytes, int from, int to) {
        if (from < 0 || to < from || to > bytes.length) {
            throw new IndexOutOfBoundsException("%d..%d of %d bytes".formatted(from, to, bytes.length));
        }
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    byte[] array() {
        return bytes;
    }

    /** Moves on. @return where it was */
    int skip(int count) {
        if (count < 0 || count > end - position) {
            throw new IndexOutOfBoundsException("%d bytes wanted, %d there".formatted(count, end - position));
        }
        int from = position;
        position += count;
        return from;
    }

    int u8() {
        return bytes[skip(1)] & 0xFF;
    }

    int u16() {
        return (int) unsigned(2);
    }

    long u32() {
        return unsigned(4);
    }

    /** Little endian. */
    long unsigned(int length) {
        int from = skip(length);
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[from + i] & 0xFF);
        }
        return value;
    }

    /** Little endian, two's complement. */
    long signed(int length) {
        int unused = Long.SIZE - length * Byte.SIZE;
        return unsigned(length) << unused >> unused;
    }

    long unsignedBigEndian(int length) {
        int from = skip(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (bytes[from + i] & 0xFF);
        }
        return value;
    }

    /** MySQL's length-encoded integer, as far as it fits an int. */
    int packed() {
        int first = u8();
        long value =
                switch (first) {
                    case 251 -> throw new IllegalArgumentException("NULL in place of a length");
                    case 252 -> unsigned(2);
                    case 253 -> unsigned(3);
                    case 254 -> unsigned(8);
                    default -> first;
                };
        return Math.toIntExact(value);
    }

    byte[] copy(int length) {
        int from = skip(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    byte[] packedBytes() {
        return copy(packed());
    }

    /** An identifier; MariaDB keeps them in UTF-8. */
    String utf8(int length) {
        return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
    }

    /** A reader of the next bytes alone; this one moves past them. */
    ByteReader slice(int length) {
        int from = skip(length);
        return new ByteReader(bytes, from, from + length);
    }
}
