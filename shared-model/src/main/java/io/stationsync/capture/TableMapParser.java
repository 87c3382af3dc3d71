package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Reads a TABLE_MAP event with full metadata.
 *
 * @see <a href="https://mariadb.com/kb/en/table_map_event/">MariaDB Knowledge Base, TABLE_MAP_EVENT</a>
 */
final class TableMapParser {
    private static final int SIGNEDNESS = 1;
    private static final int DEFAULT_CHARSET = 2;
    private static final int COLUMN_CHARSET = 3;
    private static final int COLUMN_NAME = 4;
    private static final int SET_VALUES = 5;
    private static final int ENUM_VALUES = 6;
    private static final int SIMPLE_PRIMARY_KEY = 8;
    private static final int PRIMARY_KEY_WITH_PREFIX = 9;
    private static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
    private static final int ENUM_AND_SET_COLUMN_CHARSET = 11;
    private static final int SHORT_STRING = 0x30;

    private final TableId table;
    private final int[] types;
    private final int[] metadata;
    private final boolean[] unsigned;
    private final boolean[] nullable;
    private final int[] collations;
    private final List<String> names = new ArrayList<>();
    private final List<List<byte[]>> values = new ArrayList<>();
    private final List<Integer> primaryKey = new ArrayList<>();

    /**
     * What follows the table's name.
     *
     * @param primaryKey names of its columns in the key's order; empty if the table has none
     */
    record Described(List<BinlogColumn> columns, List<String> primaryKey) {
        Described {
            columns = List.copyOf(columns);
            primaryKey = List.copyOf(primaryKey);
        }
    }

    private TableMapParser(TableId table, int columns) {
        this.table = table;
        this.types = new int[columns];
        this.metadata = new int[columns];
        this.unsigned = new boolean[columns];
        this.nullable = new boolean[columns];
        this.collations = new int[columns];
        for (int i = 0; i < columns; i++) {
            values.add(List.of());
        }
    }

    /** Reads the table's name, which every TABLE_MAP begins with after its number and flags. */
    static TableId table(ByteReader event) {
        String schema = name(event);
        return new TableId(schema, name(event));
    }

    private static String name(ByteReader event) {
        String name = event.utf8(event.u8());
        event.skip(1);
        return name;
    }

    /** @param event what follows the table's name */
    static Described describe(TableId table, ByteReader event) throws CaptureException {
        int number = event.packed();
        if (number < 1 || number > event.remaining()) {
            throw new IllegalArgumentException("%d columns in %d bytes".formatted(number, event.remaining()));
        }
        TableMapParser parser = new TableMapParser(table, number);
        parser.readTypes(event);
        parser.readNullable(event);
        while (event.remaining() > 0) {
            int field = event.u8();
            parser.readField(field, event.slice(event.packed()));
        }
        List<BinlogColumn> columns = parser.columns();
        return new Described(
                columns, parser.primaryKey.stream().map(parser.names::get).toList());
    }

    private void readNullable(ByteReader event) {
        int bits = event.skip((types.length + 7) / 8);
        for (int i = 0; i < types.length; i++) {
            nullable[i] = (event.array()[bits + i / 8] & 1 << i % 8) != 0;
        }
    }

    private void readTypes(ByteReader event) {
        for (int i = 0; i < types.length; i++) {
            types[i] = event.u8();
        }
        ByteReader bytes = event.slice(event.packed());
        for (int i = 0; i < types.length; i++) {
            metadata[i] = (int) bytes.unsigned(ColumnType.metadataBytes(types[i]));
            if (types[i] == ColumnType.STRING) {
                readStringType(i);
            }
        }
    }

    /** CHAR, BINARY, ENUM and SET: the first byte is the type, with the size's two highest bits inverted in it. */
    private void readStringType(int i) {
        int first = metadata[i] & 0xFF;
        int second = metadata[i] >> 8;
        if ((first & SHORT_STRING) != SHORT_STRING) {
            metadata[i] = second | ((first & SHORT_STRING) ^ SHORT_STRING) << 4;
        } else {
            types[i] = first;
            metadata[i] = second;
        }
    }

    private void readField(int field, ByteReader value) {
        switch (field) {
            case SIGNEDNESS -> readSignedness(value);
            case DEFAULT_CHARSET -> readDefaultCharset(value, ColumnType::isCharacter);
            case COLUMN_CHARSET -> readCharsets(value, ColumnType::isCharacter);
            case ENUM_AND_SET_DEFAULT_CHARSET -> readDefaultCharset(value, ColumnType::isEnumOrSet);
            case ENUM_AND_SET_COLUMN_CHARSET -> readCharsets(value, ColumnType::isEnumOrSet);
            case COLUMN_NAME -> readNames(value);
            case SET_VALUES -> readValues(value, ColumnType.SET);
            case ENUM_VALUES -> readValues(value, ColumnType.ENUM);
            case SIMPLE_PRIMARY_KEY -> readPrimaryKey(value, false);
            case PRIMARY_KEY_WITH_PREFIX -> readPrimaryKey(value, true);
            default -> {
                // Geometry types: nothing that a cell needs.
            }
        }
    }

    private void readSignedness(ByteReader value) {
        byte[] bits = value.copy(value.remaining());
        List<Integer> numeric = indexes(ColumnType::isNumeric);
        for (int i = 0; i < numeric.size(); i++) {
            unsigned[numeric.get(i)] = (bits[i / 8] & 0x80 >> i % 8) != 0;
        }
    }

    /** A default, then pairs of a place among these columns and another collation. */
    private void readDefaultCharset(ByteReader value, IntPredicate those) {
        List<Integer> columns = indexes(those);
        int common = value.packed();
        columns.forEach(column -> collations[column] = common);
        while (value.remaining() > 0) {
            int column = columns.get(value.packed());
            collations[column] = value.packed();
        }
    }

    private void readCharsets(ByteReader value, IntPredicate those) {
        for (int column : indexes(those)) {
            collations[column] = value.packed();
        }
    }

    private void readNames(ByteReader value) {
        while (value.remaining() > 0) {
            names.add(value.utf8(value.packed()));
        }
    }

    private void readValues(ByteReader value, int type) {
        for (int column : indexes(t -> t == type)) {
            List<byte[]> list = new ArrayList<>();
            for (int count = value.packed(); count > 0; count--) {
                list.add(value.packedBytes());
            }
            values.set(column, list);
        }
    }

    private void readPrimaryKey(ByteReader value, boolean withPrefixes) {
        while (value.remaining() > 0) {
            primaryKey.add(value.packed());
            if (withPrefixes) {
                value.packed();
            }
        }
    }

    private List<Integer> indexes(IntPredicate those) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            if (those.test(types[i])) {
                indexes.add(i);
            }
        }
        return indexes;
    }

    private List<BinlogColumn> columns() throws CaptureException {
        if (names.size() != types.length) {
            throw new CaptureException(
                    Reason.SETTINGS,
                    "the binlog names %d of %d columns of %s (expected: all, so binlog_row_metadata=FULL). "
                                    .formatted(names.size(), types.length, table)
                            + "SET GLOBAL binlog_row_metadata=FULL, and put it into the server's configuration");
        }
        List<BinlogColumn> columns = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            columns.add(new BinlogColumn(
                    names.get(i), types[i], metadata[i], unsigned[i], nullable[i], collations[i], values.get(i)));
        }
        return columns;
    }
}
