package io.stationsync.capture;

import io.stationsync.model.GtidPosition;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consecutive piece of one transaction; most transactions are one part. Every transaction is delivered, also one
 * without wanted rows and one that was rolled back (both empty), so that the position can move past it.
 *
 * @param before the position before this transaction
 * @param gtid the transaction
 * @param coordinate where its GTID ends in the binlog
 * @param timestampMs when its GTID was written, by the server's clock, with the resolution of a second
 * @param marker the row of the marker table that the transaction begins with, as it is after the event; on every part of
 *     the transaction; null if it begins with something else
 * @param firstEvent row events (of any table) of the transaction before this part
 * @param endEvent row events (of any table) of the transaction up to and with this part
 * @param last whether the transaction ends with this part
 * @param events of wanted tables, not decoded yet
 * @param statements on wanted tables
 */
public record TransactionPart(
        GtidPosition before,
        Gtid gtid,
        BinlogCoordinate coordinate,
        long timestampMs,
        @Nullable Row marker,
        long firstEvent,
        long endEvent,
        boolean last,
        List<RowsEvent> events,
        List<TableStatement> statements) {
    public TransactionPart {
        events = List.copyOf(events);
        statements = List.copyOf(statements);
    }
}
