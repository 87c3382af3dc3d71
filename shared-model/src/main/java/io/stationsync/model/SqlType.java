package io.stationsync.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column's type taken apart, in the one form in which types can be compared: without display widths and what else does
 * not change the values.
 *
 * @param word such as {@code varchar}
 * @param sizes such as 10 and 2 of {@code decimal(10,2)}; empty if it has none
 * @param members of an ENUM or SET as SQL writes them between quotes; empty for other types
 */
public record SqlType(String word, List<Integer> sizes, List<String> members, boolean unsigned) {
    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9]*)(?:\\((.*)\\))?((?: unsigned| zerofill| signed)*)", Pattern.DOTALL);
    private static final Pattern SIZES = Pattern.compile("[0-9]{1,9}(?:,[0-9]{1,9})*");
    private static final Pattern MEMBER = Pattern.compile("'((?:[^'\\\\]|''|\\\\.)*)'(,|$)", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile(" */\\*.*?\\*/");

    public SqlType {
        sizes = List.copyOf(sizes);
        members = List.copyOf(members);
    }

    public static SqlType of(String word, Integer... sizes) {
        return new SqlType(word, List.of(sizes), List.of(), false);
    }

    /**
     * Reads a type.
     *
     * @param columnType as in {@code information_schema.COLUMNS.COLUMN_TYPE}
     * @throws IllegalArgumentException for anything else, so that what has been read may stand in a statement
     */
    public static SqlType parse(String columnType) {
        boolean listed =
                columnType.regionMatches(true, 0, "enum(", 0, 5) || columnType.regionMatches(true, 0, "set(", 0, 4);
        String text = listed
                ? columnType.strip()
                : COMMENT.matcher(columnType.strip()).replaceAll("").toLowerCase(Locale.ROOT);
        if (listed) {
            int open = text.indexOf('(');
            if (!text.endsWith(")")) {
                throw wrong(columnType);
            }
            String word = text.substring(0, open).toLowerCase(Locale.ROOT);
            return new SqlType(
                    word, List.of(), members(columnType, text.substring(open + 1, text.length() - 1)), false);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()
                || form.group(2) != null && !SIZES.matcher(form.group(2)).matches()) {
            throw wrong(columnType);
        }
        String word = form.group(1);
        ValueType type = ValueType.of(word);
        boolean sized = form.group(2) != null && type != ValueType.INTEGER && type != ValueType.YEAR;
        List<Integer> sizes = new ArrayList<>();
        if (sized) {
            for (String size : form.group(2).split(",", -1)) {
                sizes.add(Integer.valueOf(size));
            }
        }
        return new SqlType(
                word,
                sizes,
                List.of(),
                form.group(3).contains("unsigned") || form.group(3).contains("zerofill"));
    }

    private static List<String> members(String columnType, String list) {
        List<String> members = new ArrayList<>();
        Matcher member = MEMBER.matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (!member.find(at) || member.start() != at) {
                throw wrong(columnType);
            }
            members.add(member.group(1));
            at = member.end();
        }
        return members;
    }

    private static IllegalArgumentException wrong(String columnType) {
        return new IllegalArgumentException(
                "column type: '%s' (expected: a COLUMN_TYPE of information_schema)".formatted(columnType));
    }

    public ValueType valueType() {
        return ValueType.of(word);
    }

    /** @return what {@code otherwise} says if the type has no such size */
    public int size(int index, int otherwise) {
        return index < sizes.size() ? sizes.get(index) : otherwise;
    }

    public SqlType withMembers(List<String> other) {
        return new SqlType(word, sizes, other, unsigned);
    }

    /** As SQL. */
    @Override
    public String toString() {
        String list = members.isEmpty()
                ? sizes.stream().map(String::valueOf).collect(Collectors.joining(","))
                : members.stream().map(member -> "'" + member + "'").collect(Collectors.joining(","));
        return word + (list.isEmpty() ? "" : "(" + list + ")") + (unsigned ? " unsigned" : "");
    }
}
