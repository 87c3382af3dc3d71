package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transaction whose end has not been read yet: what of it waits for delivery. Not thread-safe. */
final class OpenTransaction {
    private final GtidPosition before;
    private final Gtid gtid;
    private final BinlogCoordinate coordinate;
    private final long timestampMs;
    private final boolean standalone;
    private final boolean preparedXa;
    private final long skipped;
    private final List<RowsEvent> events = new ArrayList<>();
    private final List<TableStatement> statements = new ArrayList<>();
    /** For each savepoint how many wanted events, delivered ones included, came before it. */
    private final Map<String, Long> savepoints = new HashMap<>();

    private @Nullable Row marker;
    private long read;
    private long partStart;
    private long delivered;
    private long bytes;

    /** @param skipped row events that were delivered before, by another capture */
    OpenTransaction(
            GtidPosition before,
            Gtid gtid,
            BinlogCoordinate coordinate,
            long timestampMs,
            boolean standalone,
            boolean preparedXa,
            long skipped) {
        this.before = before;
        this.gtid = gtid;
        this.coordinate = coordinate;
        this.timestampMs = timestampMs;
        this.standalone = standalone;
        this.preparedXa = preparedXa;
        this.skipped = skipped;
        this.partStart = skipped;
    }

    Gtid gtid() {
        return gtid;
    }

    /** Whether it is one statement, without a commit after it. */
    boolean isStandalone() {
        return standalone;
    }

    /** Whether nothing has been read yet and the next row event is of the marker table. */
    boolean startsWith(boolean markerTable) {
        return markerTable && read == 0;
    }

    /** Whether the next row event has not been delivered before. */
    boolean isNew() {
        return read >= skipped;
    }

    void mark(Row row) {
        marker = row;
    }

    void count() {
        read++;
    }

    void keep(RowsEvent event) throws CaptureException {
        if (preparedXa) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    ("rows of %s in the prepared XA transaction %s, which may be rolled back later (expected: no XA "
                                    + "transactions on synced tables). Let the application use plain transactions")
                            .formatted(event.table(), gtid));
        }
        events.add(event);
        bytes += event.bytes();
    }

    void add(TableStatement statement) {
        statements.add(statement);
    }

    boolean isLarge(int mostEvents, int mostBytes) {
        return events.size() >= mostEvents || bytes >= mostBytes;
    }

    TransactionPart part(boolean last) throws CaptureException {
        if (read < partStart) {
            throw new CaptureException(
                    Reason.POSITION_LOST,
                    "transaction %s has %d row events (expected: more than the %d that were delivered before). "
                                    .formatted(gtid, read, skipped)
                            + "The server holds another history; resync");
        }
        TransactionPart part = new TransactionPart(
                before, gtid, coordinate, timestampMs, marker, partStart, read, last, events, statements);
        partStart = read;
        delivered += events.size();
        events.clear();
        statements.clear();
        bytes = 0;
        return part;
    }

    void savepoint(String name) {
        savepoints.put(name, delivered + events.size());
    }

    void rollBackTo(String name) throws CaptureException {
        Long kept = savepoints.get(name);
        if (kept == null || skipped > 0 || kept < delivered) {
            throw rolledBack("ROLLBACK TO SAVEPOINT");
        }
        truncate((int) (kept - delivered));
    }

    void rollBack() throws CaptureException {
        if (skipped > 0 || delivered > 0) {
            throw rolledBack("ROLLBACK");
        }
        truncate(0);
        statements.clear();
    }

    /** Wanted tables are transactional: their rows go. */
    private void truncate(int kept) {
        events.subList(kept, events.size()).clear();
        bytes = events.stream().mapToLong(RowsEvent::bytes).sum();
    }

    private CaptureException rolledBack(String how) {
        return new CaptureException(
                Reason.ROLLED_BACK,
                "%s in transaction %s after rows of it were delivered (a transaction that changes tables with and without "
                                .formatted(how, gtid)
                        + "transactions, such as MyISAM, in one). Resync");
    }
}
