package io.stationsync.capture;

import io.stationsync.model.Value;

/** TINYINT to BIGINT, YEAR and BIT. */
final class IntegerCodecs {
    private static final int FIRST_YEAR = 1900;

    private IntegerCodecs() {}

    static CellCodec integer(int bytes, boolean unsigned) {
        if (!unsigned) {
            return cell -> Value.of(cell.signed(bytes));
        }
        return bytes == Long.BYTES
                ? cell -> Value.ofUnsigned(cell.unsigned(bytes))
                : cell -> Value.of(cell.unsigned(bytes));
    }

    /** One byte, years since 1900; 0 is the year 0000. */
    static CellCodec year() {
        return cell -> {
            int year = cell.u8();
            return Value.of(year == 0 ? 0 : FIRST_YEAR + year);
        };
    }

    /** @param metadata width in bits: modulo 8 in the low byte, whole bytes in the high one */
    static CellCodec bit(int metadata) {
        int bytes = ((metadata >> 8) * 8 + (metadata & 0xFF) + 7) / 8;
        return cell -> Value.of(cell.copy(bytes));
    }
}
