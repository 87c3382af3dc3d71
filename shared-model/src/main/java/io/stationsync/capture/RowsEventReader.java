package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.GtidPosition.Gtid;
import java.util.Optional;

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

    /**
     * Reads an event.
     *
     * @param bytes the event after its header; without the checksum it has that length
     * @return empty if its rows lack columns, because a session has set its own {@code binlog_row_image}
     */
    static Optional<RowsEvent> read(int type, TableLayout layout, Gtid gtid, byte[] bytes, int length)
            throws CaptureException {
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

    private static Optional<RowsEvent> readUnchecked(int type, TableLayout layout, Gtid gtid, ByteReader event)
            throws CaptureException {
        if (EventType.hasExtraData(type)) {
            event.skip(event.u16() - 2);
        }
        int columns = event.packed();
        RowsEvent.Kind kind = EventType.kind(type);
        checkColumns(layout, gtid, columns);
        boolean full = isFull(event, columns);
        if (kind == RowsEvent.Kind.UPDATE) {
            full &= isFull(event, columns);
        }
        if (!full) {
            return Optional.empty();
        }
        if (EventType.isCompressedRows(type)) {
            byte[] rows = CompressedEvent.read(event);
            return Optional.of(new RowsEvent(layout, kind, gtid, rows, 0, rows.length));
        }
        int from = event.position();
        return Optional.of(new RowsEvent(layout, kind, gtid, event.array(), from, from + event.remaining()));
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

    private static boolean isFull(ByteReader event, int columns) {
        int from = event.skip((columns + 7) / 8);
        byte[] bytes = event.array();
        for (int i = 0; i < columns; i++) {
            if ((bytes[from + i / 8] & 1 << i % 8) == 0) {
                return false;
            }
        }
        return true;
    }
}
