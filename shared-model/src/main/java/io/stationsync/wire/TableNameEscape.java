package io.stationsync.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Table names in topic names, reversibly: letters, digits, {@code -} and {@code _} stand for themselves, any other
 * UTF-16 unit is {@code _uXXXX} with four upper-case hex digits; so is an underscore that would read as the start of one.
 */
final class TableNameEscape {
    private static final Pattern ESCAPED = Pattern.compile("_u([0-9A-F]{4})");

    private TableNameEscape() {}

    static String escape(String table) {
        StringBuilder escaped = new StringBuilder(table.length());
        for (int i = 0; i < table.length(); i++) {
            char c = table.charAt(i);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
            boolean ambiguous = c == '_' && ESCAPED.matcher(table.substring(i)).lookingAt();
            if (plain && !ambiguous) {
                escaped.append(c);
            } else {
                escaped.append("_u%04X".formatted((int) c));
            }
        }
        return escaped.toString();
    }

    static String unescape(String escaped) {
        return ESCAPED.matcher(escaped)
                .replaceAll(
                        unit -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(unit.group(1), 16))));
    }
}
