package io.stationsync.database;

import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.ValueType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The order of a table's rows by their primary key, in words that give the same order on both servers: a range of keys is the
 * same rows here and there, whatever the types and collations of the two tables. Immutable.
 */
public final class KeyOrder {
    private final Columns columns;
    private final List<Part> parts;
    private final RowValues values;

    /**
     * @param expression by which rows are ordered
     * @param parameter what a value to compare with is wrapped into
     */
    private record Part(String expression, String parameter) {}

    private KeyOrder(Columns columns, List<Part> parts, RowValues values) {
        this.columns = columns;
        this.parts = List.copyOf(parts);
        this.values = values;
    }

    /** @param key the primary key's columns in the key's order, of the table that is asked and defines the order */
    public static KeyOrder of(List<Column> key) {
        return of(key, key);
    }

    /**
     * @param defining the key's columns in the table that defines the order
     * @param here the same columns in the table that is asked
     */
    public static KeyOrder of(List<Column> defining, List<Column> here) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < defining.size(); i++) {
            parts.add(part(defining.get(i), here.get(i)));
        }
        List<String> names = defining.stream().map(Column::name).toList();
        return new KeyOrder(new Columns(names), parts, new RowValues(defining, names));
    }

    private static Part part(Column defining, Column here) {
        String name = Sql.name(here.name());
        ValueType type = defining.valueType();
        return switch (type) {
            // An ENUM is ordered by index but compared with a text by its text.
            case ENUM, SET -> {
                String text = "CAST(%s AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin";
                yield new Part(text.formatted(name), text.formatted("?"));
            }
            // Compared with a text, a DECIMAL would be taken for a DOUBLE.
            case DECIMAL -> new Part(name, "CAST(? AS %s)".formatted(decimal(defining.type())));
            case TEXT, JSON -> text(defining, here);
            default -> new Part(name, "?");
        };
    }

    private static String decimal(String columnType) {
        return columnType.toLowerCase(Locale.ROOT).split(" ", 2)[0];
    }

    private static Part text(Column defining, Column here) {
        @Nullable String collation = defining.collation();
        if (collation == null || collation.equals(here.collation())) {
            return new Part(Sql.name(here.name()), "?");
        }
        String charset = collation.split("_", 2)[0];
        String text = "CONVERT(%%s USING %s) COLLATE %s".formatted(charset, collation);
        return new Part(text.formatted(Sql.name(here.name())), text.formatted("?"));
    }

    /** The key's columns in their order. */
    public Columns columns() {
        return columns;
    }

    /** What to order by. */
    public String orderBy() {
        return parts.stream().map(Part::expression).collect(Collectors.joining(", "));
    }

    /** The condition that a row comes after a key; bind it with {@link #bind}. */
    public String after() {
        return condition(" > ", " > ");
    }

    /** The condition that a row comes before a key or has it; bind it with {@link #bind}. */
    public String upTo() {
        return condition(" < ", " <= ");
    }

    /** {@code a > ? OR (a = ? AND b > ?)}: unlike a comparison of tuples, the server finds it in the index. */
    private String condition(String comparison, String last) {
        List<String> alternatives = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<String> all = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                all.add(parts.get(j).expression() + " = " + parts.get(j).parameter());
            }
            String operator = i == parts.size() - 1 ? last : comparison;
            all.add(parts.get(i).expression() + operator + parts.get(i).parameter());
            alternatives.add("(" + String.join(" AND ", all) + ")");
        }
        return "(" + String.join(" OR ", alternatives) + ")";
    }

    /**
     * Binds one condition.
     *
     * @param from the first placeholder
     * @param key with these columns
     * @return the next placeholder
     */
    public int bind(PreparedStatement statement, int from, Row key) throws SQLException {
        int index = from;
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j <= i; j++) {
                String column = columns.names().get(j);
                values.bind(statement, index++, column, key.get(column));
            }
        }
        return index;
    }
}
