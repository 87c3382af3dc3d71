package io.stationsync.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which character set a collation id of MariaDB belongs to.
 *
 * <p>The ids below 1024 are MySQL's; 1024 more is the same without padding (NOPAD); from 2048 the UCA 14 collations
 * stand in blocks of 256. Compared with {@code information_schema.COLLATION_CHARACTER_SET_APPLICABILITY} of 11.4.
 */
final class Collations {
    private static final int NOPAD = 1024;
    private static final int UCA_1400 = 2048;
    private static final int BLOCK = 256;
    private static final String[] UCA_1400_BLOCKS = {"utf8mb3", "utf8mb4", "ucs2", "utf16", "utf32"};
    private static final Map<Integer, String> CHARSETS = new HashMap<>();

    static {
        ids("armscii8", 32, 64);
        ids("ascii", 11, 65);
        ids("big5", 1, 84);
        ids("binary", TextCharset.BINARY);
        ids("cp1250", 26, 34, 44, 66, 99);
        ids("cp1251", 14, 23, 50, 51, 52);
        ids("cp1256", 57, 67);
        ids("cp1257", 29, 58, 59);
        ids("cp850", 4, 80);
        ids("cp852", 40, 81);
        ids("cp866", 36, 68);
        ids("cp932", 95, 96);
        ids("dec8", 3, 69);
        ids("eucjpms", 97, 98);
        ids("euckr", 19, 85);
        ids("gb2312", 24, 86);
        ids("gbk", 28, 87);
        ids("geostd8", 92, 93);
        ids("greek", 25, 70);
        ids("hebrew", 16, 71);
        ids("hp8", 6, 72);
        ids("keybcs2", 37, 73);
        ids("koi8r", 7, 74);
        ids("koi8u", 22, 75);
        ids("latin1", 5, 8, 15, 31, 47, 48, 49, 94);
        ids("latin2", 2, 9, 21, 27, 77);
        ids("latin5", 30, 78);
        ids("latin7", 20, 41, 42, 79);
        ids("macce", 38, 43);
        ids("macroman", 39, 53);
        ids("sjis", 13, 88);
        ids("swe7", 10, 82);
        ids("tis620", 18, 89);
        ids("ujis", 12, 91);
        ids("ucs2", 35, 90);
        ids("utf16", 54, 55);
        ids("utf16le", 56, 62);
        ids("utf32", 60, 61);
        ids("utf8mb3", 33, 83);
        ids("utf8mb4", 45, 46);
        range("utf16", 101, 127);
        range("ucs2", 128, 159);
        range("utf32", 160, 191);
        range("utf8mb3", 192, 223);
        range("utf8mb4", 224, 575);
        range("utf8mb3", 576, 607);
        range("utf8mb4", 608, 639);
        range("ucs2", 640, 671);
        range("utf16", 672, 735);
        range("utf32", 736, 767);
    }

    private Collations() {}

    private static void ids(String charset, int... ids) {
        for (int id : ids) {
            CHARSETS.put(id, charset);
        }
    }

    private static void range(String charset, int first, int last) {
        for (int id = first; id <= last; id++) {
            CHARSETS.put(id, charset);
        }
    }

    /** @return MariaDB's name of the character set; empty for an unknown id */
    static Optional<String> charset(int collation) {
        if (collation >= UCA_1400) {
            int block = (collation - UCA_1400) / BLOCK;
            return block < UCA_1400_BLOCKS.length ? Optional.of(UCA_1400_BLOCKS[block]) : Optional.empty();
        }
        return Optional.ofNullable(CHARSETS.get(collation >= NOPAD ? collation - NOPAD : collation));
    }
}
