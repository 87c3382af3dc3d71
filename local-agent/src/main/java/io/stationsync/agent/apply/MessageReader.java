package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Op;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads records of the return topic. Whatever they contain, each becomes a message, a duplicate or something to set aside. */
public final class MessageReader {
    private final StationTables tables;
    private final Set<String> codes;
    private final String codeColumn;
    private final SyncMeters meters;
    private final EnvelopeReader reader = new EnvelopeReader();

    /** @param codes the values that the station's rows' code column may have */
    public MessageReader(StationTables tables, Set<String> codes, String codeColumn, SyncMeters meters) {
        this.tables = tables;
        this.codes = Set.copyOf(codes);
        this.codeColumn = codeColumn;
        this.meters = meters;
    }

    /** Looks at the tables again, so that it knows them before the first record. */
    void begin() throws SQLException {
        tables.refresh();
    }

    /**
     * A message and the record that it came in.
     *
     * @param problem why it can't be applied here; null if it may be
     */
    record Received(
            ConsumerRecord<byte[], byte[]> record,
            Message message,
            @Nullable String problem) {}

    /**
     * What a batch says.
     *
     * @param messages that are new, in order
     * @param unreadable what is none
     * @param seq of the last record
     */
    record Batch(List<Received> messages, List<SetAside> unreadable, Seq seq) {
        Batch {
            messages = List.copyOf(messages);
            unreadable = List.copyOf(unreadable);
        }
    }

    /** @param seq of the last record applied @throws EngineException if numbers are missing */
    Batch read(List<ConsumerRecord<byte[], byte[]>> records, Seq seq) throws EngineException {
        List<Received> messages = new ArrayList<>(records.size());
        List<SetAside> unreadable = new ArrayList<>();
        Seq last = seq;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Seq arriving = RecordHeaders.seq(record.headers());
                switch (last.arrivalOf(arriving)) {
                    case NEXT -> {
                        last = arriving;
                        messages.add(read(record));
                    }
                    case DUPLICATE -> meters.rows(Stage.DUPLICATE, "-", "-", 1);
                    case GAP -> throw gap(record, last, arriving);
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                unreadable.add(SetAside.unreadable(record, "", String.valueOf(e.getMessage())));
            }
        }
        return new Batch(messages, unreadable, last);
    }

    private static EngineException gap(ConsumerRecord<byte[], byte[]> record, Seq previous, Seq arriving) {
        return new EngineException(
                State.RESYNC_NEEDED,
                "%s offset %d has the number %s after %s: edits made at the center are missing here. Compare the station's rows with the center's"
                        .formatted(record.topic(), record.offset(), arriving, previous));
    }

    private Received read(ConsumerRecord<byte[], byte[]> record) {
        StationTable table = tables.get(reader.table(record.value()));
        Message message = message(reader, table, record.value(), record.headers());
        if (!reader.key(record.key(), table.types()).equals(message.key())) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        meters.rows(Stage.RECEIVED, table.name(), message.change().op().code(), 1);
        return new Received(record, message, problem(message));
    }

    /**
     * A message from its record, also from one that was set aside.
     *
     * @throws UndecodableRecordException if it is none; likewise {@link IllegalArgumentException}
     */
    static Message message(EnvelopeReader reader, StationTable table, byte @Nullable [] value, Headers headers) {
        RowChange change = reader.value(value, table.types()).change();
        if (change.op() == Op.INSERT || change.op() == Op.LOAD) {
            throw new UndecodableRecordException("op: %s (expected: u, d or x on a return topic)"
                    .formatted(change.op().code()));
        }
        List<String> columns = change.op() == Op.UPDATE ? RecordHeaders.columns(headers) : List.of();
        RowKey key = table.key(change.image());
        return new Message(table, key, change, columns);
    }

    /** Why a message can't be applied by this station as it is now; null if it may be. */
    @Nullable
    String problem(Message message) {
        String code = message.key().values().get(codeColumn).display();
        if (!codes.contains(code)) {
            return "code is '%s' (expected: one of %s, see sync.codes)".formatted(code, new TreeSet<>(codes));
        }
        return message.columns().stream()
                .filter(column -> message.table().types().of(column) == null)
                .findFirst()
                .map(column -> "column %s: the table %s has none of that name here"
                        .formatted(column, message.table().name()))
                .orElse(null);
    }
}
