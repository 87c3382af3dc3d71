package io.stationsync.agent.publish;

import io.stationsync.agent.load.Chunk;
import io.stationsync.agent.load.Loads;
import io.stationsync.agent.table.StationTable;
import io.stationsync.capture.TransactionPart;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.transport.Outbox;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.TravellingRange;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Sends the chunks of loads, each before the first transaction of the binlog that its rows do not contain. */
final class ChunkSender {
    private final Loads loads;
    private final StreamTables streamTables;
    private final TravellingChanges travelling;
    private final UpRecords records;

    ChunkSender(Loads loads, StreamTables streamTables, TravellingChanges travelling, UpRecords records) {
        this.loads = loads;
        this.streamTables = streamTables;
        this.travelling = travelling;
        this.records = records;
    }

    /** Sends the chunks that lie before this transaction, if there are any. */
    void send(TransactionPart part, Outbox outbox) throws InterruptedException, EngineException, SQLException {
        // Over all chunks: what is set aside of them is told apart by it.
        long number = 0;
        for (Chunk chunk : loads.before(part.coordinate())) {
            String name = chunk.table().name();
            streamTables.changed(name);
            StationTable table = streamTables.last(name);
            if (table == null || !table.fingerprint().equals(chunk.table().fingerprint())) {
                // Changed since it was read: what is read now has the new columns.
                loads.discarded();
                return;
            }
            byte @Nullable [] told = null;
            if (chunk.job().kind() == Kind.VERIFY) {
                chunk.reports().forEach(report -> records.report(table, report, outbox));
            } else {
                told = load(chunk, table, part, number, outbox);
                number += chunk.rows().size() + 1;
            }
            int rows = chunk.rows().size();
            byte @Nullable [] read = rows == 0
                    ? null
                    : records.image(table.primaryKey(chunk.rows().get(rows - 1)));
            loads.sent(chunk, read, told);
        }
    }

    /**
     * @param first number of the chunk's first row
     * @return the key up to which the center knows all rows of the range then; null for none
     */
    private byte @Nullable [] load(Chunk chunk, StationTable table, TransactionPart part, long first, Outbox outbox)
            throws EngineException, SQLException {
        boolean whole = chunk.range().equals(TravellingRange.WHOLE);
        if (chunk.begins() && whole) {
            streamTables.resynced(table.name());
            records.loadBegins(table);
        }
        byte @Nullable [] told =
                chunk.begins() ? TravellingRange.bytes(chunk.range().after()) : loads.told(table.name());
        long number = first;
        for (Row row : chunk.rows()) {
            // A row that does not travel is one that the center must not have: the next one says so.
            for (RowChange load : travelling.ofOwn(table, RowChange.load(row))) {
                records.change(table, records.envelope(load, table, part, number), told, chunk.mode(), outbox);
                told = records.image(table.travellingKey(load.image()));
            }
            number++;
        }
        if (chunk.last()) {
            byte @Nullable [] upTo = TravellingRange.bytes(chunk.range().upTo());
            Envelope end = records.envelope(RowChange.truncate(), table, part, number);
            records.end(table, end, told, upTo, chunk.mode(), outbox);
            if (whole) {
                records.loadEnds(table);
            }
        }
        return told;
    }
}
