package io.stationsync.capture;

import java.util.ArrayList;
import java.util.List;

/** Splits a statement into names, keywords and signs, without its comments and text literals. No parser. */
final class SqlWords {
    /** @param quoted a name in backticks or double quotes, so no keyword */
    record Word(String text, boolean quoted) {
        boolean is(String keyword) {
            return !quoted && text.equalsIgnoreCase(keyword);
        }

        boolean isName() {
            return quoted || Character.isUnicodeIdentifierStart(text.charAt(0)) || text.charAt(0) == '_';
        }
    }

    private final String sql;
    private final List<Word> words = new ArrayList<>();
    private int at;
    private boolean executable;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    static List<Word> of(String sql) {
        return new SqlWords(sql).read();
    }

    private List<Word> read() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (sql.startsWith("/*", at)) {
                readComment();
            } else if (executable && sql.startsWith("*/", at)) {
                executable = false;
                at += 2;
            } else if (c == '#' || isDashes()) {
                skipTo("\n", at);
            } else if (c == '\'') {
                readQuoted(c);
            } else if (c == '`' || c == '"') {
                words.add(new Word(readQuoted(c), true));
            } else if (isNamePart(c)) {
                readName();
            } else {
                words.add(new Word(String.valueOf(c), false));
                at++;
            }
        }
        return words;
    }

    /** Two dashes begin a comment if a space, a tab, the line's end or another control character follows. */
    private boolean isDashes() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    /**
     * What stands in an executable comment is read like the rest. The server writes one that it did not execute, as it is
     * for later versions, to the binlog as an ordinary comment.
     */
    private void readComment() {
        if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
            executable = true;
            at = sql.indexOf('!', at) + 1;
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
        } else {
            skipTo("*/", at + 2);
        }
    }

    private void skipTo(String end, int from) {
        int found = sql.indexOf(end, from);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private String readQuoted(char quote) {
        StringBuilder text = new StringBuilder();
        for (at++; at < sql.length(); at++) {
            char c = sql.charAt(at);
            boolean doubled = c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote;
            if (c == quote && !doubled) {
                break;
            }
            if (doubled || c == '\\' && quote != '`') {
                at++;
            }
            text.append(c);
        }
        at++;
        return text.toString();
    }

    private void readName() {
        int from = at;
        while (at < sql.length() && isNamePart(sql.charAt(at))) {
            at++;
        }
        words.add(new Word(sql.substring(from, at), false));
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
