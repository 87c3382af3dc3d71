package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.Columns;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** The rows of one table that one event inserted, updated or deleted, as raw bytes until somebody asks. Immutable. */
public final class RowsEvent {
    /** What an event did to its rows. */
    enum Kind {
        WRITE,
        UPDATE,
        DELETE
    }

    private final TableLayout layout;
    private final Kind kind;
    private final Gtid gtid;
    private final byte[] bytes;
    private final int from;
    private final int to;

    /** @param from where the row images begin in the bytes */
    RowsEvent(TableLayout layout, Kind kind, Gtid gtid, byte[] bytes, int from, int to) {
        this.layout = layout;
        this.kind = kind;
        this.gtid = gtid;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    public TableId table() {
        return layout.table();
    }

    /** The table's columns at the time of the event, as the binlog names them; every row of {@link #decode} has them. */
    public Columns columns() {
        return layout.columns();
    }

    /** The table's shape at the time of the event, computed columns included. The same object as long as it stays the same. */
    public TableSchema schema() {
        return layout.schema();
    }

    /** What the event holds in memory. */
    public int bytes() {
        return bytes.length;
    }

    /**
     * The changes in their order. An update that changed nothing is left out, so there may be fewer than the event has
     * rows; always the same ones.
     *
     * @throws CaptureException if a cell can't be decoded
     */
    public List<RowChange> decode() throws CaptureException {
        List<RowChange> changes = new ArrayList<>();
        ByteReader images = new ByteReader(bytes, from, to);
        try {
            while (images.remaining() > 0) {
                decodeOne(images, changes);
            }
        } catch (RuntimeException e) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    "a row of %s with the columns %s in transaction %s can't be decoded: %s. Report it; resync to go on"
                            .formatted(table(), columns(), gtid, e.getClass().getSimpleName()),
                    e);
        }
        return changes;
    }

    private void decodeOne(ByteReader images, List<RowChange> changes) {
        Row first = layout.row(images);
        switch (kind) {
            case WRITE -> changes.add(RowChange.insert(first));
            case DELETE -> changes.add(RowChange.delete(first));
            case UPDATE -> {
                Row after = layout.row(images);
                if (!after.equals(first)) {
                    changes.add(RowChange.update(first, after));
                }
            }
        }
    }

    /** The image after the event of its first row; of a deleted row the one before. */
    Row firstImage() throws CaptureException {
        try {
            ByteReader images = new ByteReader(bytes, from, to);
            Row first = layout.row(images);
            return kind == Kind.UPDATE ? layout.row(images) : first;
        } catch (RuntimeException e) {
            throw new CaptureException(
                    Reason.UNREADABLE, "the marker row of transaction %s can't be decoded".formatted(gtid), e);
        }
    }

    @Override
    public String toString() {
        return "%s on %s, %d bytes".formatted(kind, table(), bytes.length);
    }
}
