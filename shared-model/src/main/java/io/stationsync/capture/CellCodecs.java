package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.Column;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses the codec of each column of one table. */
final class CellCodecs {
    private static final int LONGEST_WITH_ONE_BYTE = 255;

    private final TableId table;
    private final List<TableSchema> known;

    /** @param known shapes that the table may have, see {@link KnownSchemas} */
    CellCodecs(TableId table, List<TableSchema> known) {
        this.table = table;
        this.known = known;
    }

    CellCodec choose(BinlogColumn column) throws CaptureException {
        int metadata = column.metadata();
        return switch (column.type()) {
            case ColumnType.TINY -> IntegerCodecs.integer(1, column.unsigned());
            case ColumnType.SHORT -> IntegerCodecs.integer(2, column.unsigned());
            case ColumnType.INT24 -> IntegerCodecs.integer(3, column.unsigned());
            case ColumnType.LONG -> IntegerCodecs.integer(4, column.unsigned());
            case ColumnType.LONGLONG -> IntegerCodecs.integer(8, column.unsigned());
            case ColumnType.YEAR -> IntegerCodecs.year();
            case ColumnType.BIT -> IntegerCodecs.bit(metadata);
            case ColumnType.FLOAT -> cell -> new Value.Float32(Float.intBitsToFloat((int) cell.u32()));
            case ColumnType.DOUBLE -> cell -> new Value.Float64(Double.longBitsToDouble(cell.unsigned(8)));
            case ColumnType.NEWDECIMAL -> new DecimalCodec(metadata & 0xFF, metadata >> 8);
            case ColumnType.DATE -> TemporalCodecs.date();
            case ColumnType.TIME -> TemporalCodecs.time(metadata);
            case ColumnType.DATETIME -> TemporalCodecs.datetime(metadata);
            case ColumnType.TIMESTAMP -> TemporalCodecs.timestamp(metadata);
            case ColumnType.TIME_OLD -> withoutFraction(column, TemporalCodecs::oldTime);
            case ColumnType.DATETIME_OLD -> withoutFraction(column, TemporalCodecs::oldDatetime);
            case ColumnType.TIMESTAMP_OLD -> withoutFraction(column, TemporalCodecs::oldTimestamp);
            case ColumnType.ENUM -> StringCodecs.enumeration(metadata, names(column));
            case ColumnType.SET -> StringCodecs.set(metadata, names(column));
            case ColumnType.STRING -> fixed(column);
            case ColumnType.VARCHAR, ColumnType.VAR_STRING -> counted(column, countBytes(metadata));
            case ColumnType.BLOB -> counted(column, metadata);
            case ColumnType.GEOMETRY -> StringCodecs.binary(metadata);
            case ColumnType.VARCHAR_COMPRESSED -> compressed(column, countBytes(metadata));
            case ColumnType.BLOB_COMPRESSED -> compressed(column, metadata);
            default -> throw refused(column, "type number %d is unknown".formatted(column.type()));
        };
    }

    private static int countBytes(int size) {
        return size > LONGEST_WITH_ONE_BYTE ? 2 : 1;
    }

    private CellCodec counted(BinlogColumn column, int countBytes) throws CaptureException {
        return column.collation() == TextCharset.BINARY
                ? StringCodecs.binary(countBytes)
                : StringCodecs.text(countBytes, charset(column));
    }

    private CellCodec compressed(BinlogColumn column, int countBytes) throws CaptureException {
        return column.collation() == TextCharset.BINARY
                ? CompressedCodec.binary(countBytes)
                : CompressedCodec.text(countBytes, charset(column));
    }

    private CellCodec fixed(BinlogColumn column) throws CaptureException {
        int size = column.metadata();
        int countBytes = countBytes(size);
        if (column.collation() != TextCharset.BINARY) {
            return StringCodecs.text(countBytes, charset(column));
        }
        String declared = declared(column);
        return switch (declared.isEmpty() ? ValueType.BINARY : ValueType.of(declared)) {
            case UUID -> AddressCodecs.uuid();
            case INET -> size == AddressCodecs.INET4_BYTES ? AddressCodecs.inet4() : AddressCodecs.inet6();
            default -> StringCodecs.padded(countBytes, size);
        };
    }

    /** The formats before MariaDB 10.1 do not say how many digits the fraction has; without one they are fixed. */
    private CellCodec withoutFraction(BinlogColumn column, Supplier<CellCodec> codec) throws CaptureException {
        String declared = declared(column);
        if (declared.isEmpty() || declared.contains("(")) {
            throw refused(
                    column,
                    "it has a temporal format from before MariaDB 10.1. "
                            + "SET GLOBAL mysql56_temporal_format=ON and ALTER TABLE %s FORCE".formatted(table));
        }
        return codec.get();
    }

    private String declared(BinlogColumn column) {
        return KnownSchemas.column(known, column).map(Column::type).orElse("");
    }

    private List<String> names(BinlogColumn column) throws CaptureException {
        if (column.collation() == TextCharset.BINARY) {
            return column.names().stream().map(TextCharset::utf8).toList();
        }
        TextCharset charset = charset(column);
        return column.names().stream().map(charset::decode).toList();
    }

    private TextCharset charset(BinlogColumn column) throws CaptureException {
        Optional<TextCharset> charset = TextCharset.ofCollation(column.collation());
        if (charset.isEmpty()) {
            String name = Collations.charset(column.collation()).orElse("unknown");
            throw refused(
                    column,
                    "its character set %s (collation id %d) is not supported; convert it to utf8mb4"
                            .formatted(name, column.collation()));
        }
        return charset.get();
    }

    private CaptureException refused(BinlogColumn column, String why) {
        return new CaptureException(
                Reason.UNREADABLE, "column %s.%s can't be decoded: %s".formatted(table, column.name(), why));
    }
}
