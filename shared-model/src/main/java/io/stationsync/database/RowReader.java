package io.stationsync.database;

import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of one table with SELECT, each equal to the row that the capture reads of it in the binlog, whatever the
 * session's time zone and {@code sql_mode} are. Immutable.
 */
public final class RowReader {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    /** Below, the two digits of a YEAR(2) stand for years from 2000. */
    private static final int CENTURY = 70;

    private final List<Cell> cells;
    private final Columns columns;

    private interface Reading {
        /** @return anything if the cell is NULL */
        Value read(ResultSet row, int index) throws SQLException;
    }

    private record Cell(String expression, Reading reading) {}

    /** @param columns to read, in the order that the rows will have */
    public RowReader(List<Column> columns) {
        this.cells = columns.stream().map(RowReader::cell).toList();
        this.columns = new Columns(columns.stream().map(Column::name).toList());
    }

    /**
     * Has a query hold one row in memory at a time, however large its rows are: the driver keeps as many as its fetch size before
     * it gives the first. It does not ask the server for each of them, which sends all in one stream, so a larger fetch size
     * is no faster (see the driver's {@code StreamingResult}).
     *
     * @param statement that is not executed yet. What is not read of its rows when they are closed is received all the same, and
     *     not kept
     */
    public static void oneByOne(Statement statement) throws SQLException {
        statement.setFetchSize(1);
    }

    /** The columns of every row, in their order. */
    public Columns columns() {
        return columns;
    }

    /** What to select: one expression for each column. */
    public String selectList() {
        return cells.stream().map(Cell::expression).collect(Collectors.joining(", "));
    }

    /** @param row whose first cells are those of {@link #selectList()} */
    public Row read(ResultSet row) throws SQLException {
        Value[] values = new Value[cells.size()];
        for (int i = 0; i < values.length; i++) {
            Value value = cells.get(i).reading().read(row, i + 1);
            values[i] = row.wasNull() ? Value.ofNull() : value;
        }
        return Row.of(columns, values);
    }

    private static Cell cell(Column column) {
        String name = Sql.name(column.name());
        String type = column.type();
        return switch (column.valueType()) {
            case INTEGER -> new Cell(name, type.contains("unsigned") ? RowReader::unsigned : RowReader::signed);
            case YEAR -> new Cell(name + " + 0", type.equals("year(2)") ? RowReader::shortYear : RowReader::signed);
            // As text a FLOAT would come with six digits; as a DOUBLE it comes exactly.
            case FLOAT -> new Cell(asDouble(name), (row, i) -> new Value.Float32((float) row.getDouble(i)));
            case DOUBLE -> new Cell(asDouble(name), (row, i) -> new Value.Float64(row.getDouble(i)));
            case DECIMAL -> new Cell(name, type.contains("zerofill") ? RowReader::unfilled : RowReader::text);
            case BINARY, BIT, GEOMETRY -> new Cell(name, RowReader::binary);
            // A local time may stand for two moments, the number of seconds can't.
            case TIMESTAMP -> new Cell("UNIX_TIMESTAMP(%s)".formatted(name), RowReader::timestamp);
            // The server's own text, zero dates and fractions included, rather than the driver's idea of it.
            case DATE, TIME, DATETIME, UUID, INET -> new Cell("CAST(%s AS CHAR)".formatted(name), RowReader::text);
            case TEXT -> new Cell(name, type.startsWith("char") ? RowReader::unpadded : RowReader::text);
            case ENUM, SET, JSON -> new Cell(name, RowReader::text);
        };
    }

    private static String asDouble(String name) {
        return "CAST(%s AS DOUBLE)".formatted(name);
    }

    private static Value signed(ResultSet row, int index) throws SQLException {
        return Value.of(row.getLong(index));
    }

    private static Value unsigned(ResultSet row, int index) throws SQLException {
        String digits = row.getString(index);
        return digits == null ? Value.ofNull() : Value.ofUnsigned(Long.parseUnsignedLong(digits));
    }

    private static Value shortYear(ResultSet row, int index) throws SQLException {
        long year = row.getLong(index);
        return Value.of(year + (year < CENTURY ? 2000 : 1900));
    }

    private static Value text(ResultSet row, int index) throws SQLException {
        return text(row.getString(index));
    }

    private static Value text(@Nullable String text) {
        return text == null ? Value.ofNull() : Value.of(text);
    }

    /** Without the zeros that fill up the column's width. */
    private static Value unfilled(ResultSet row, int index) throws SQLException {
        String digits = row.getString(index);
        return text(digits == null ? null : digits.replaceFirst("^0+(?=\\d)", ""));
    }

    /** Without the spaces that CHAR has at its end under PAD_CHAR_TO_FULL_LENGTH. */
    private static Value unpadded(ResultSet row, int index) throws SQLException {
        String text = row.getString(index);
        if (text == null || !text.endsWith(" ")) {
            return text(text);
        }
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == ' ') {
            length--;
        }
        return Value.of(text.substring(0, length));
    }

    private static Value binary(ResultSet row, int index) throws SQLException {
        byte[] bytes = row.getBytes(index);
        return bytes == null ? Value.ofNull() : Value.of(bytes);
    }

    /** From seconds since 1970 with the column's fraction; 0 is the zero timestamp. */
    private static Value timestamp(ResultSet row, int index) throws SQLException {
        String text = row.getString(index);
        if (text == null) {
            return Value.ofNull();
        }
        int point = text.indexOf('.');
        long seconds = Long.parseLong(point < 0 ? text : text.substring(0, point));
        String fraction = point < 0 ? "" : text.substring(point);
        return seconds == 0 && isZero(fraction)
                ? Value.of("0000-00-00 00:00:00" + fraction)
                : Value.of(SECONDS.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)) + fraction + "Z");
    }

    private static boolean isZero(String fraction) {
        return fraction.chars().allMatch(c -> c == '.' || c == '0');
    }
}
