package io.stationsync.wire;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A digest of rows in an order: both ends get the same one for the same rows, also where the master holds a value in another
 * form, such as 1.50 as 1.500. Which forms are the same follows from the station's type of the column, which both know. The rule
 * may err only by telling apart what is the same: rows whose digests differ are compared themselves. Not thread-safe.
 */
public final class RowDigest {
    private static final int BYTES = 16;
    private static final int NULL = 0;
    private static final int VALUE = 1;

    private final List<Cell> cells = new ArrayList<>();
    private final MessageDigest digest = sha256();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private long rows;

    private interface Form {
        byte[] of(Value value);
    }

    private record Cell(String column, Form form) {}

    /**
     * Of rows with the station's columns and the code; others that they have don't count.
     *
     * @param station the table as the station announces it
     */
    public RowDigest(TableSchema station, String codeColumn) {
        for (Column column : station.columns()) {
            cells.add(new Cell(column.name(), form(column)));
        }
        if (station.column(codeColumn).isEmpty()) {
            cells.add(new Cell(codeColumn, RowDigest::text));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Form form(Column column) {
        return switch (column.valueType()) {
            case INTEGER, YEAR, DECIMAL, FLOAT, DOUBLE -> RowDigest::number;
            case DATE, TIME, DATETIME, TIMESTAMP -> RowDigest::temporal;
            case BINARY -> column.type().startsWith("binary") ? RowDigest::withoutEndZeros : RowDigest::bytes;
            case BIT -> RowDigest::withoutLeadingZeros;
            default -> RowDigest::bytes;
        };
    }

    public void add(Row row) {
        buffer.reset();
        for (Cell cell : cells) {
            @Nullable Value value = row.find(cell.column());
            if (value == null || value.isNull()) {
                buffer.write(NULL);
            } else {
                byte[] bytes = cell.form().of(value);
                buffer.write(VALUE);
                for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                    buffer.write(bytes.length >>> shift);
                }
                buffer.writeBytes(bytes);
            }
        }
        digest.update(buffer.toByteArray());
        rows++;
    }

    /** How many rows there have been since the last {@link #end}. */
    public long rows() {
        return rows;
    }

    /** The digest of the rows since the last one; the next begins. */
    public String end() {
        rows = 0;
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    private static byte[] bytes(Value value) {
        return value instanceof Value.Binary binary ? binary.value().toArray() : text(value);
    }

    private static byte[] text(Value value) {
        return value.display().getBytes(StandardCharsets.UTF_8);
    }

    /** A master column may hold it with other digits after the point, as text, or as a number of another width. */
    private static byte[] number(Value value) {
        if (value instanceof Value.Int || value instanceof Value.Binary) {
            return bytes(value);
        }
        String text = value.display();
        try {
            BigDecimal number = new BigDecimal(text);
            String sign = number.signum() == 0 && text.startsWith("-") ? "-" : "";
            return (sign + number.stripTrailingZeros().toPlainString()).getBytes(StandardCharsets.UTF_8);
        } catch (NumberFormatException e) {
            return text(value);
        }
    }

    /** A master column may hold it with more digits of the second, and a moment as a local time. */
    private static byte[] temporal(Value value) {
        String text = value.display();
        int end = text.endsWith("Z") ? text.length() - 1 : text.length();
        if (text.indexOf('.') >= 0) {
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            if (text.charAt(end - 1) == '.') {
                end--;
            }
        }
        return text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withoutEndZeros(Value value) {
        byte[] bytes = bytes(value);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] withoutLeadingZeros(Value value) {
        byte[] bytes = bytes(value);
        int start = 0;
        while (start < bytes.length && bytes[start] == 0) {
            start++;
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }
}
