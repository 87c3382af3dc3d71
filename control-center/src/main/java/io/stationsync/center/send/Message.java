package io.stationsync.center.send;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.model.Columns;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message on its way, or on a return topic: what must be known of it until it is acknowledged. */
final class Message {
    /** Of a message without a cell in a 64-bit JVM, all that refers to it included; then of each cell. */
    private static final int BYTES = 300;

    private static final int CELL_BYTES = 80;

    private final RowKey key;
    private final Op op;
    private final List<String> columns;
    private final boolean edit;
    private final @Nullable Row before;
    private final long bytes;
    private volatile long offset = Long.MAX_VALUE;

    /** @param columns those of the answer, which many messages share */
    Message(RowKey key, Answer answer, Columns columns) {
        this.key = key;
        this.op = answer.change().op();
        this.columns = columns.names();
        this.edit = answer.edit();
        this.before = before(answer.change(), columns);
        this.bytes = BYTES + bytes(key.values()) + (before == null ? 0 : bytes(before));
    }

    private static long bytes(Row row) {
        return (long) CELL_BYTES * row.columns().size() + Character.BYTES * row.textAndBinaryLength();
    }

    private static @Nullable Row before(RowChange change, Columns columns) {
        @Nullable Row before = change.before();
        return before == null || change.op() == Op.DELETE ? before : before.project(columns);
    }

    RowKey key() {
        return key;
    }

    Op op() {
        return op;
    }

    /** The columns an update names; empty for other operations. */
    List<String> columns() {
        return columns;
    }

    /** Whether it tells an edit made at the center, and not what a change of the station has made of the row. */
    boolean isEdit() {
        return edit;
    }

    /** The row that a delete takes away, the columns that an update names as they were before; null for an upsert. */
    @Nullable
    Row before() {
        return before;
    }

    /** About how much memory it takes. */
    long bytes() {
        return bytes;
    }

    /** Known once Kafka has taken the message; until then nobody can have seen it and it is larger than any. */
    long offset() {
        return offset;
    }

    /** May be called by another thread than the sender's. */
    void sentAs(long knownOffset) {
        offset = knownOffset;
    }
}
