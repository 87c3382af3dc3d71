package io.stationsync.capture;

/** The numbers of the binlog's events, those of MariaDB alone included ({@code Log_event_type} in its source). */
final class EventType {
    static final int QUERY = 2;
    static final int STOP = 3;
    static final int ROTATE = 4;
    static final int INTVAR = 5;
    static final int APPEND_BLOCK = 9;
    static final int DELETE_FILE = 11;
    static final int RAND = 13;
    static final int USER_VAR = 14;
    static final int FORMAT_DESCRIPTION = 15;
    static final int XID = 16;
    static final int BEGIN_LOAD_QUERY = 17;
    static final int EXECUTE_LOAD_QUERY = 18;
    static final int TABLE_MAP = 19;
    static final int WRITE_ROWS_V1 = 23;
    static final int UPDATE_ROWS_V1 = 24;
    static final int DELETE_ROWS_V1 = 25;
    static final int INCIDENT = 26;
    static final int HEARTBEAT = 27;
    static final int WRITE_ROWS_V2 = 30;
    static final int UPDATE_ROWS_V2 = 31;
    static final int DELETE_ROWS_V2 = 32;
    static final int XA_PREPARE = 38;
    static final int ANNOTATE_ROWS = 160;
    static final int BINLOG_CHECKPOINT = 161;
    static final int GTID = 162;
    static final int GTID_LIST = 163;
    static final int START_ENCRYPTION = 164;
    static final int QUERY_COMPRESSED = 165;
    static final int WRITE_ROWS_COMPRESSED_V1 = 166;
    static final int UPDATE_ROWS_COMPRESSED_V1 = 167;
    static final int DELETE_ROWS_COMPRESSED_V1 = 168;

    /** A flag of the header: the event stands in no file. */
    static final int ARTIFICIAL_FLAG = 0x20;

    /** A flag of the header: who doesn't know the type may ignore the event. */
    static final int IGNORABLE_FLAG = 0x80;

    private EventType() {}

    static boolean isRows(int type) {
        return type >= WRITE_ROWS_V1 && type <= DELETE_ROWS_V1
                || type >= WRITE_ROWS_V2 && type <= DELETE_ROWS_V2
                || isCompressedRows(type);
    }

    static boolean isCompressedRows(int type) {
        return type >= WRITE_ROWS_COMPRESSED_V1 && type <= DELETE_ROWS_COMPRESSED_V1;
    }

    static boolean hasExtraData(int type) {
        return type >= WRITE_ROWS_V2 && type <= DELETE_ROWS_V2;
    }

    static RowsEvent.Kind kind(int type) {
        return switch (type) {
            case WRITE_ROWS_V1, WRITE_ROWS_V2, WRITE_ROWS_COMPRESSED_V1 -> RowsEvent.Kind.WRITE;
            case UPDATE_ROWS_V1, UPDATE_ROWS_V2, UPDATE_ROWS_COMPRESSED_V1 -> RowsEvent.Kind.UPDATE;
            default -> RowsEvent.Kind.DELETE;
        };
    }

    /** Those that hold neither rows nor a transaction's beginning or end, nor say which file this is. */
    static boolean isIrrelevant(int type) {
        return switch (type) {
            case STOP,
                    INTVAR,
                    APPEND_BLOCK,
                    DELETE_FILE,
                    RAND,
                    USER_VAR,
                    BEGIN_LOAD_QUERY,
                    HEARTBEAT,
                    ANNOTATE_ROWS,
                    BINLOG_CHECKPOINT,
                    GTID_LIST,
                    START_ENCRYPTION -> true;
            default -> false;
        };
    }
}
