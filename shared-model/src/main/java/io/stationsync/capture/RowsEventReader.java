package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.GtidPosition.Gtid;

/**
 * Reads a row event up to its rows, which stay as they are.
 *
 * @see <a href="https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/">MariaDB Knowledge Base</a>
 */
final class RowsEventReader {
    /** What every row event begins with: the table's number and flags. */
    static final int PREFIX = 8;

    private static final long DUMMY = 0xFF_FFFFL;

    private RowsEventReader() {}

    /** The number of an event that changes no row and only ends a statement. */
    static boolean isDummy(long table) {
        return table == DUMMY;
    }

    /** @param bytes the event after its header; without the checksum it has that length */
    static RowsEvent read(int type, TableLayout layout, Gtid gtid, byte[] bytes, int length) throws CaptureException {
        try {
            return readUnchecked(type, layout, gtid, new ByteReader(bytes, PREFIX, length));
        } catch (RuntimeException e) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    "a row event of %s in transaction %s can't be decoded: %s"
                            .formatted(layout.table(), gtid, e.getMessage()),
                    e);
        }
    }

    private static RowsEvent readUnchecked(int type, TableLayout layout, Gtid gtid, ByteReader event)
            throws CaptureException {
        if (EventType.hasExtraData(type)) {
            event.skip(event.u16() - 2);
        }
        int columns = event.packed();
        RowsEvent.Kind kind = EventType.kind(type);
        checkColumns(layout, gtid, columns);
        checkImage(layout, gtid, event, columns);
        if (kind == RowsEvent.Kind.UPDATE) {
            checkImage(layout, gtid, event, columns);
        }
        if (EventType.isCompressedRows(type)) {
            byte[] rows = CompressedEvent.read(event);
            return new RowsEvent(layout, kind, gtid, rows, 0, rows.length);
        }
        int from = event.position();
        return new RowsEvent(layout, kind, gtid, event.array(), from, from + event.remaining());
    }

    private static void checkColumns(TableLayout layout, Gtid gtid, int columns) throws CaptureException {
        if (columns != layout.width()) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    "a row event of %s in transaction %s has %d columns (expected: %d)"
                            .formatted(
                                    layout.table(),
                                    gtid,
                                    columns,
                                    layout.columns().size()));
        }
    }

    private static void checkImage(TableLayout layout, Gtid gtid, ByteReader event, int columns)
            throws CaptureException {
        int from = event.skip((columns + 7) / 8);
        byte[] bytes = event.array();
        for (int i = 0; i < columns; i++) {
            if ((bytes[from + i / 8] & 1 << i % 8) == 0) {
                throw new CaptureException(
                        Reason.SETTINGS,
                        "a row of %s in transaction %s comes without its column %s "
                                        .formatted(
                                                layout.table(),
                                                gtid,
                                                layout.columns().names().get(i))
                                + "(binlog_row_image, expected: FULL in every session). SET GLOBAL binlog_row_image=FULL, "
                                + "find the session that set its own, and resync");
            }
        }
    }
}
