package io.stationsync.capture;

import io.stationsync.model.Value;

/**
 * DECIMAL: nine digits in four bytes big endian, the rest in as few bytes as they need, the first bit inverted, and all
 * bits inverted if negative. The text is what SELECT prints: all decimals, no superfluous zero before them.
 *
 * @see <a href="https://github.com/MariaDB/server/blob/11.4/strings/decimal.c">decimal2bin in MariaDB's source</a>
 */
final class DecimalCodec implements CellCodec {
    private static final int GROUP = 9;
    private static final int[] BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

    private final int whole;
    private final int scale;
    private final int size;

    DecimalCodec(int precision, int scale) {
        this.whole = precision - scale;
        this.scale = scale;
        this.size = bytes(whole) + bytes(scale);
    }

    private static int bytes(int digits) {
        return digits / GROUP * 4 + BYTES[digits % GROUP];
    }

    @Override
    public Value decode(ByteReader cell) {
        byte[] bytes = cell.copy(size);
        boolean negative = (bytes[0] & 0x80) == 0;
        bytes[0] ^= (byte) 0x80;
        if (negative) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ~bytes[i];
            }
        }
        return Value.of(text(new ByteReader(bytes, 0, bytes.length), negative));
    }

    private String text(ByteReader groups, boolean negative) {
        StringBuilder text = new StringBuilder(whole + scale + 3);
        append(text, groups, whole % GROUP);
        for (int i = 0; i < whole / GROUP; i++) {
            append(text, groups, GROUP);
        }
        stripZeros(text);
        if (scale > 0) {
            text.append('.');
            for (int i = 0; i < scale / GROUP; i++) {
                append(text, groups, GROUP);
            }
            append(text, groups, scale % GROUP);
        }
        return negative ? text.insert(0, '-').toString() : text.toString();
    }

    private static void append(StringBuilder text, ByteReader groups, int digits) {
        if (digits > 0) {
            String number = Long.toString(groups.unsignedBigEndian(BYTES[digits]));
            text.append("0".repeat(digits - number.length())).append(number);
        }
    }

    private static void stripZeros(StringBuilder whole) {
        int zeros = 0;
        while (zeros < whole.length() - 1 && whole.charAt(zeros) == '0') {
            zeros++;
        }
        whole.delete(0, zeros);
        if (whole.isEmpty()) {
            whole.append('0');
        }
    }
}
