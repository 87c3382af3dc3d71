package io.stationsync.agent.publish;

import io.stationsync.agent.load.Chunk;
import io.stationsync.agent.load.Loads;
import io.stationsync.agent.table.StationTable;
import io.stationsync.capture.TransactionPart;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.transport.Outbox;
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

    /** Sends the chunk that lies before this transaction, if there is one. */
    void send(TransactionPart part, Outbox outbox) throws InterruptedException, EngineException, SQLException {
        Chunk chunk = loads.before(part.coordinate());
        if (chunk == null) {
            return;
        }
        String name = chunk.table().name();
        streamTables.changed(name);
        StationTable table = streamTables.last(name);
        if (table == null || !table.fingerprint().equals(chunk.table().fingerprint())) {
            // Changed since it was read: what is read now has the new columns.
            loads.discarded();
            return;
        }
        if (chunk.after() == null) {
            streamTables.resynced(name);
        }
        byte @Nullable [] told = chunk.after() == null ? null : loads.told(name);
        long number = 0;
        for (Row row : chunk.rows()) {
            // A row that does not travel is one that the center must not have: the next one says so.
            for (RowChange load : travelling.ofOwn(table, RowChange.load(row))) {
                records.change(table, records.envelope(load, table, part, number), told, chunk.mode(), outbox);
                told = records.image(table.travellingKey(load.image()));
            }
            number++;
        }
        if (chunk.last()) {
            records.end(table, records.envelope(RowChange.truncate(), table, part, number), told, chunk.mode(), outbox);
        }
        int rows = chunk.rows().size();
        byte @Nullable [] read =
                rows == 0 ? null : records.image(table.primaryKey(chunk.rows().get(rows - 1)));
        loads.sent(chunk, read, told);
    }
}
