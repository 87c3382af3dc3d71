package io.stationsync.agent.apply;

import io.stationsync.agent.command.GivenCommand;
import io.stationsync.agent.pause.HeldBack;
import io.stationsync.agent.pause.Pauses;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Op;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Seq.Arrival;
import io.stationsync.quarantine.SetAside;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.wire.Envelope;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of the return topic. Whatever they contain, each becomes a message, a duplicate or something to set aside. */
public final class MessageReader {
    private static final Logger log = LoggerFactory.getLogger(MessageReader.class);

    private final StationTables tables;
    private final Set<String> codes;
    private final String codeColumn;
    private final SyncMeters meters;
    private final EnvelopeReader reader = new EnvelopeReader();
    private String lastTable = "";

    /** @param codes the values that the station's rows' code column may have */
    public MessageReader(StationTables tables, Set<String> codes, String codeColumn, SyncMeters meters) {
        this.tables = tables;
        this.codes = Set.copyOf(codes);
        this.codeColumn = codeColumn;
        this.meters = meters;
    }

    /** The tables that are synchronised. */
    Set<String> tables() {
        return tables.names();
    }

    /** Looks at the tables again, so that it knows them before the first record. */
    void begin() throws SQLException, EngineException {
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
     * @param commands that are new, in order
     * @param unreadable what is none
     * @param seq of the last record
     * @param size how many records it is of
     */
    record Batch(List<Received> messages, List<GivenCommand> commands, List<SetAside> unreadable, Seq seq, int size) {
        static final Batch EMPTY = new Batch(List.of(), List.of(), List.of(), Seq.NONE, 0);

        Batch {
            messages = List.copyOf(messages);
            commands = List.copyOf(commands);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * What comes next of the topic, but for the messages of tables that are held back, up to the first record before which numbers
     * are missing, or up to a command, which ends its transaction: it may change what is to be done with the messages behind it.
     *
     * @param seq of the last record applied
     * @throws MissingMessagesException if that is the first
     */
    Batch read(List<ConsumerRecord<byte[], byte[]>> records, Seq seq, Pauses pauses) throws MissingMessagesException {
        List<Received> messages = new ArrayList<>(records.size());
        List<GivenCommand> commands = new ArrayList<>();
        List<SetAside> unreadable = new ArrayList<>();
        Seq last = seq;
        int size = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Seq arriving = RecordHeaders.seq(record.headers());
                switch (last.arrivalOf(arriving)) {
                    case NEXT -> {
                        last = arriving;
                        if (RecordHeaders.isCommand(record.headers())) {
                            commands.add(GivenCommand.read(record.value()));
                        } else if (!isHeldBack(record, pauses)) {
                            messages.add(read(record));
                        }
                    }
                    case DUPLICATE -> meters.rows(Stage.DUPLICATE, "-", "-", 1);
                    case GAP -> {
                        if (size == 0) {
                            throw new MissingMessagesException(record, last, arriving);
                        }
                        return new Batch(messages, commands, unreadable, last, size);
                    }
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                unreadable.add(SetAside.unreadable(record, "", String.valueOf(e.getMessage())));
            }
            size++;
            if (!commands.isEmpty()) {
                break;
            }
        }
        return new Batch(messages, commands, unreadable, last, size);
    }

    private boolean isHeldBack(ConsumerRecord<byte[], byte[]> record, Pauses pauses) {
        return !pauses.heldBack().isEmpty()
                && pauses.holding(reader.table(record.value())).isPresent();
    }

    /**
     * Those messages that were held back before. Everything else has been read once, and so has each number.
     *
     * @param seq of the last record that was read
     */
    Batch readAgain(List<ConsumerRecord<byte[], byte[]>> records, Seq seq, Pauses pauses, HeldBack heldBack) {
        List<Received> messages = new ArrayList<>();
        List<SetAside> unreadable = new ArrayList<>();
        Seq last = seq;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String table;
            try {
                Seq arriving = RecordHeaders.seq(record.headers());
                if (last.arrivalOf(arriving) == Arrival.DUPLICATE) {
                    continue;
                }
                last = arriving;
                if (RecordHeaders.isCommand(record.headers())) {
                    continue;
                }
                table = reader.table(record.value());
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                log.debug("offset {} was set aside when it came", record.offset(), e);
                continue;
            }
            if (pauses.isHeldBackBy(heldBack, table)) {
                try {
                    messages.add(read(record));
                } catch (UndecodableRecordException | IllegalArgumentException e) {
                    unreadable.add(SetAside.unreadable(record, "", String.valueOf(e.getMessage())));
                }
            }
        }
        return new Batch(messages, List.of(), unreadable, last, records.size());
    }

    /** A change and the table that it is of. */
    private record TableChange(StationTable table, RowChange change) {}

    private Received read(ConsumerRecord<byte[], byte[]> record) {
        TableChange read = tableChange(record.value());
        StationTable table = read.table();
        Message message = message(reader, table, read.change(), record.headers());
        RowKey said = reader.key(record.key(), table.types());
        if (!new RowKey(table.stored(said.values())).equals(message.key())) {
            throw new UndecodableRecordException("key: not that of the row in the value");
        }
        meters.rows(Stage.RECEIVED, table.name(), message.change().op().code(), 1);
        countUnknown(message);
        return new Received(record, message, problem(message));
    }

    /** Records next to each other are mostly of one table: read as one of the last's, and once more if it is of another. */
    private TableChange tableChange(byte @Nullable [] value) {
        if (!lastTable.isEmpty()) {
            try {
                StationTable table = tables.get(lastTable);
                Envelope envelope = reader.value(value, table.types());
                if (envelope.source().table().equals(lastTable)) {
                    return new TableChange(table, envelope.change());
                }
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                log.debug("not of {}", lastTable, e);
            }
        }
        lastTable = reader.table(value);
        StationTable table = tables.get(lastTable);
        return new TableChange(table, reader.value(value, table.types()).change());
    }

    /**
     * A message from what its record says, also from one that was set aside.
     *
     * @throws UndecodableRecordException if it is none; likewise {@link IllegalArgumentException}
     */
    static Message message(EnvelopeReader reader, StationTable table, RowChange change, Headers headers) {
        if (change.op() == Op.INSERT || change.op() == Op.LOAD || change.op() == Op.TRUNCATE) {
            throw new UndecodableRecordException("op: %s (expected: u, d or x on a return topic)"
                    .formatted(change.op().code()));
        }
        List<String> columns = change.op() == Op.UPDATE ? reader.columns(headers) : List.of();
        RowKey key = table.key(change.image());
        return Message.arrived(table, key, change, columns);
    }

    /** The message was under way when the column was dropped here. */
    private void countUnknown(Message message) {
        for (String column : message.change().image().columns().names()) {
            if (message.table().storedTypes().of(column) == null
                    && !column.equals(codeColumn)
                    && (message.columns().isEmpty() || message.columns().contains(column))) {
                meters.count(
                        "sync.values.without.column",
                        "Values sent to this station for a column that its table no longer has",
                        "table",
                        message.table().name());
            }
        }
    }

    /** Why a message can't be applied by this station as it is now; null if it may be. */
    @Nullable
    String problem(Message message) {
        String code = message.key().values().get(codeColumn).display();
        if (!codes.contains(code)) {
            return "code is '%s' (expected: one of %s, see sync.codes)".formatted(code, new TreeSet<>(codes));
        }
        return null;
    }
}
