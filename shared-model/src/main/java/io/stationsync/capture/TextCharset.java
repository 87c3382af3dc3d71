package io.stationsync.capture;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A character set of MariaDB, decoded as MariaDB itself converts it to UTF-8 for a SELECT, which is not always what
 * Java's charset of that name does. Immutable.
 */
public final class TextCharset {
    /** The collation of BINARY, VARBINARY and BLOB. */
    static final int BINARY = 63;

    private static final char UNKNOWN = '?';
    private static final char JAVA_UNKNOWN = '\uFFFD';
    private static final Map<String, Optional<TextCharset>> KNOWN = new ConcurrentHashMap<>();

    /** Java's charsets, each the nearest there is: compared code by code with MariaDB 11.4. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ascii", "US-ASCII"),
            Map.entry("big5", "Big5"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("euckr", "x-windows-949"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gbk", "x-mswin-936"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("macce", "x-MacCentralEurope"),
            Map.entry("macroman", "x-MacRoman"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("tis620", "TIS-620"),
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"),
            Map.entry("utf32", "UTF-32BE"),
            Map.entry("utf8mb3", "UTF-8"),
            Map.entry("utf8mb4", "UTF-8"));

    /** Where MariaDB's character differs from Java's: pairs of Java's and MariaDB's. */
    private static final Map<String, String> PATCHES = Map.of(
            "cp866", "\u2116\u207F\u00A4\u00B2",
            "cp1256", "\u0679?\u0688?\u06A9?\u0691?\u06BA?\u06BE?\u06C1?\u06D2?",
            "greek", "\u2018\u02BD\u2019\u02BC\u20AC?\u20AF?\u037A?",
            "hebrew", "\u00AF\u203E",
            "koi8u", "\u2219\u2022",
            "sjis", "\u2014\u2015\uFF3C\\",
            "tis620", "\u00A0\uFFFD",
            "ujis", "\u2014\u2015\uFF3C\\");

    private final Charset charset;
    private final boolean unicode;
    private final boolean controls;
    private final char unknown;
    private final String patches;

    private TextCharset(String name, Charset charset) {
        this.charset = charset;
        this.unicode = charset.name().startsWith("UTF");
        this.controls = name.equals("latin1") || name.equals("tis620");
        this.unknown = name.equals("tis620") ? JAVA_UNKNOWN : UNKNOWN;
        this.patches = PATCHES.getOrDefault(name, "");
    }

    /** @return empty if Java has no such charset */
    static Optional<TextCharset> ofCollation(int collation) {
        return Collations.charset(collation).flatMap(TextCharset::named);
    }

    /** @param name as MariaDB names it, {@code utf8mb4}; {@code binary} is no character set here */
    public static boolean isSupported(String name) {
        return named(name).isPresent();
    }

    static Optional<TextCharset> named(String name) {
        return KNOWN.computeIfAbsent(name, TextCharset::find);
    }

    private static Optional<TextCharset> find(String name) {
        return Optional.ofNullable(NAMES.get(name))
                .filter(Charset::isSupported)
                .map(java -> new TextCharset(name, Charset.forName(java)));
    }

    String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, charset);
        return unicode ? text : corrected(text, bytes, from);
    }

    private String corrected(String text, byte[] bytes, int from) {
        char[] changed = null;
        for (int i = 0; i < text.length(); i++) {
            char java = text.charAt(i);
            char ours = java < 0x80 ? java : corrected(java, bytes, from + i);
            if (ours != java) {
                changed = changed == null ? text.toCharArray() : changed;
                changed[i] = ours;
            }
        }
        return changed == null ? text : new String(changed);
    }

    private char corrected(char java, byte[] bytes, int index) {
        if (java == JAVA_UNKNOWN) {
            // Single-byte charsets alone, so that the character's index is the byte's: 0x80..0x9F are controls.
            boolean control = controls && (bytes[index] & 0xE0) == 0x80;
            return control ? (char) (bytes[index] & 0xFF) : unknown;
        }
        for (int i = 0; i < patches.length(); i += 2) {
            if (patches.charAt(i) == java) {
                return patches.charAt(i + 1);
            }
        }
        return java;
    }

    String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
