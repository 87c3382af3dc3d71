package io.stationsync.capture;

import io.stationsync.model.Value;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * DATE, TIME, DATETIME and TIMESTAMP in the formats since MariaDB 10.1 ({@code mysql56_temporal_format=ON}), and those
 * before without a fraction.
 *
 * @see <a href="https://github.com/MariaDB/server/blob/11.4/sql/compat56.cc">compat56.cc in MariaDB's source</a>
 */
final class TemporalCodecs {
    private static final int[] POWERS = {1_000_000, 100_000, 10_000, 1000, 100, 10, 1};
    private static final long DATETIME_ZERO = 0x80_0000_0000L;
    private static final long TIME_ZERO = 0x80_0000L;

    private TemporalCodecs() {}

    static CellCodec date() {
        return cell -> {
            long packed = cell.unsigned(3);
            return text(new TemporalText().date(packed >> 9, packed >> 5 & 15, packed & 31));
        };
    }

    static CellCodec datetime(int digits) {
        return cell -> {
            long packed = cell.unsignedBigEndian(5) - DATETIME_ZERO;
            long yearMonth = packed >> 22;
            TemporalText text = new TemporalText().date(yearMonth / 13, yearMonth % 13, packed >> 17 & 31);
            text.add(' ').time(packed >> 12 & 31, packed >> 6 & 63, packed & 63);
            return text(text.fraction(micros(cell, digits), digits));
        };
    }

    static CellCodec time(int digits) {
        int bytes = (digits + 1) / 2;
        return cell -> {
            // One number from sign to fraction, so that a negative time's fraction borrows from its seconds.
            long packed = cell.unsignedBigEndian(3 + bytes) - (TIME_ZERO << bytes * 8);
            long size = Math.abs(packed);
            long seconds = size >> bytes * 8;
            long micros = (size & (1L << bytes * 8) - 1) * POWERS[bytes * 2];
            TemporalText text = new TemporalText();
            if (packed < 0) {
                text.add('-');
            }
            text.time(seconds >> 12 & 1023, seconds >> 6 & 63, seconds & 63);
            return text(text.fraction(micros, digits));
        };
    }

    /** In UTC with a final Z; the zero timestamp stands outside of all time zones and has none. */
    static CellCodec timestamp(int digits) {
        return cell -> {
            long seconds = cell.unsignedBigEndian(4);
            return utc(seconds, micros(cell, digits), digits);
        };
    }

    private static Value utc(long seconds, long micros, int digits) {
        if (seconds == 0 && micros == 0) {
            return text(new TemporalText().date(0, 0, 0).add(' ').time(0, 0, 0).fraction(0, digits));
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        TemporalText text = new TemporalText().date(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
        text.add(' ').time(time.getHour(), time.getMinute(), time.getSecond());
        return text(text.fraction(micros, digits).add('Z'));
    }

    private static long micros(ByteReader cell, int digits) {
        int bytes = (digits + 1) / 2;
        return cell.unsignedBigEndian(bytes) * POWERS[bytes * 2];
    }

    static CellCodec oldTimestamp() {
        return cell -> utc(cell.u32(), 0, 0);
    }

    /** Eight bytes that read YYYYMMDDhhmmss in decimal. */
    static CellCodec oldDatetime() {
        return cell -> {
            long packed = cell.unsigned(8);
            long date = packed / 1_000_000;
            TemporalText text = new TemporalText().date(date / 10_000, date / 100 % 100, date % 100);
            text.add(' ').time(packed / 10_000 % 100, packed / 100 % 100, packed % 100);
            return text(text);
        };
    }

    /** Three bytes that read hhmmss in decimal, signed. */
    static CellCodec oldTime() {
        return cell -> {
            long packed = cell.signed(3);
            long size = Math.abs(packed);
            TemporalText text = new TemporalText();
            if (packed < 0) {
                text.add('-');
            }
            return text(text.time(size / 10_000, size / 100 % 100, size % 100));
        };
    }

    private static Value text(TemporalText text) {
        return Value.of(text.toString());
    }
}
