package io.stationsync.capture;

import io.stationsync.model.Value;
import java.util.Arrays;
import java.util.HexFormat;

/** UUID, INET4 and INET6 as SELECT prints them. Their trailing NUL bytes may be missing in the binlog. */
final class AddressCodecs {
    static final int INET4_BYTES = 4;
    private static final int BYTES = 16;
    private static final int GROUPS = 8;
    /** How many bytes each of a UUID's five segments has. */
    private static final int[] SEGMENTS = {4, 2, 2, 2, 6};

    private AddressCodecs() {}

    /**
     * MariaDB sorts a UUID by other segments than it prints first and keeps it in that order, but its binlog has it as it
     * is printed ({@code UUID::pack} in MariaDB's plugin/type_uuid/sql_type_uuid.h).
     */
    static CellCodec uuid() {
        return cell -> Value.of(uuid(cell(cell, BYTES)));
    }

    private static String uuid(byte[] bytes) {
        StringBuilder text = new StringBuilder(36);
        int from = 0;
        for (int segment : SEGMENTS) {
            text.append(text.isEmpty() ? "" : "-");
            text.append(HexFormat.of().formatHex(bytes, from, from + segment));
            from += segment;
        }
        return text.toString();
    }

    static CellCodec inet4() {
        return cell -> Value.of(dotted(cell(cell, INET4_BYTES), 0));
    }

    private static String dotted(byte[] bytes, int from) {
        return "%d.%d.%d.%d"
                .formatted(bytes[from] & 0xFF, bytes[from + 1] & 0xFF, bytes[from + 2] & 0xFF, bytes[from + 3] & 0xFF);
    }

    static CellCodec inet6() {
        return cell -> Value.of(inet6(cell(cell, BYTES)));
    }

    private static String inet6(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        }
        int gap = 0;
        int gapLength = 0;
        for (int i = 0; i < GROUPS; i++) {
            int length = zeros(groups, i);
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        return inet6(bytes, groups, gapLength > 0 ? gap : GROUPS, gapLength);
    }

    private static int zeros(int[] groups, int from) {
        int length = 0;
        while (from + length < GROUPS && groups[from + length] == 0) {
            length++;
        }
        return length;
    }

    /** The longest run of zero groups is left out, even one alone; ::a.b.c.d and ::ffff:a.b.c.d end like an IPv4 address. */
    private static String inet6(byte[] bytes, int[] groups, int gap, int gapLength) {
        StringBuilder text = new StringBuilder(39);
        boolean dotted = gap == 0 && (gapLength == 6 || gapLength == 5 && groups[5] == 0xFFFF);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append(i == 0 ? "::" : ":");
                i += gapLength - 1;
            } else if (i == 6 && dotted) {
                return text.append(dotted(bytes, 12)).toString();
            } else {
                text.append(Integer.toHexString(groups[i])).append(i < GROUPS - 1 ? ":" : "");
            }
        }
        return text.toString();
    }

    private static byte[] cell(ByteReader cell, int size) {
        byte[] bytes = cell.copy(cell.u8());
        return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }
}
