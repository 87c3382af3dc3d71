package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.agent.apply.MessageReader.Received;
import io.stationsync.agent.table.UndecidedRowException;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.RowKey;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes a batch within the caller's transaction, at first in groups. Only if a group is refused and all of it is rolled back,
 * the batch is written again, one by one: then a message that the database refuses is set aside alone, and so is every later one
 * of its row: a refused statement has changed nothing, and the transaction goes on.
 */
final class BatchWriter {
    private final MessageWriter writer;
    private final boolean fresh;
    private final boolean grouped;
    private MessageGroup group = new MessageGroup();
    private final Map<String, Set<RowKey>> blocked = new HashMap<>();
    private final List<SetAside> setAside;
    private final List<Message> applied = new ArrayList<>();
    private final List<Message> withoutRow = new ArrayList<>();

    /**
     * @param fresh whether the tables were looked at just before the batch was read
     * @param grouped whether to write in groups; not after one was refused
     */
    BatchWriter(Connection connection, String topic, Batch batch, boolean fresh, boolean grouped) throws SQLException {
        this.writer = new MessageWriter(connection);
        this.grouped = grouped;
        this.fresh = fresh;
        this.setAside = new ArrayList<>(batch.unreadable());
        Map<String, Set<RowKey>> rows = new HashMap<>();
        batch.messages().forEach(received -> rows.computeIfAbsent(
                        received.message().table().name(), table -> new HashSet<>())
                .add(received.message().key()));
        for (Map.Entry<String, Set<RowKey>> table : rows.entrySet()) {
            blocked.put(table.getKey(), QuarantineTable.blocked(connection, topic, table.getKey(), table.getValue()));
        }
    }

    /** Written, with a row to change. */
    List<Message> applied() {
        return applied;
    }

    /** Written for a row that is no longer there. */
    List<Message> withoutRow() {
        return withoutRow;
    }

    /** Not written; the caller stores it. */
    List<SetAside> setAside() {
        return setAside;
    }

    void write(Batch batch) throws EngineException, GroupRefusedException {
        for (Received received : batch.messages()) {
            write(received);
        }
        flush();
    }

    private void write(Received received) throws EngineException, GroupRefusedException {
        Message message = received.message();
        ConsumerRecord<byte[], byte[]> record = received.record();
        String table = message.table().name();
        Set<RowKey> rows = blocked.computeIfAbsent(table, name -> new HashSet<>());
        if (rows.contains(message.key())) {
            setAside.add(SetAside.waiting(
                    record, table, message.key(), message.change().op()));
            return;
        }
        String problem = received.problem();
        if (problem != null) {
            rows.add(message.key());
            setAside.add(SetAside.refused(
                    record, table, message.key(), message.change().op(), problem));
            return;
        }
        if (grouped && !group.takes(received)) {
            flush();
        }
        if (grouped && group.takes(received)) {
            group.add(received);
        } else {
            writeAlone(message, record, rows);
        }
    }

    private void flush() throws GroupRefusedException {
        if (group.isEmpty()) {
            return;
        }
        try {
            boolean[] found = writer.write(group);
            for (int i = 0; i < found.length; i++) {
                (found[i] ? applied : withoutRow).add(group.messages().get(i));
            }
            group = new MessageGroup();
        } catch (SQLException e) {
            throw new GroupRefusedException(e);
        }
    }

    private void writeAlone(Message message, ConsumerRecord<byte[], byte[]> record, Set<RowKey> rows)
            throws EngineException {
        String table = message.table().name();
        try {
            (writer.write(message) ? applied : withoutRow).add(message);
        } catch (UndecidedRowException e) {
            throw new EngineException(
                    State.FAILED,
                    "rows of sync.selection can't decide about %s %s: %s. Correct the expression and start again"
                            .formatted(table, message.key(), e.getMessage()),
                    e);
        } catch (SQLException e) {
            // A table that has changed since it was looked at is looked at again first: see DownApplier.
            if (!isOfMessage(e) || !fresh && SqlFailures.isOfTable(e)) {
                throw failure(message, record, e);
            }
            rows.add(message.key());
            setAside.add(SetAside.refused(
                    record, table, message.key(), message.change().op(), e));
        }
    }

    /** All tables share the return topic: one that has gone, or has lost a column, must not stop the others. */
    static boolean isOfMessage(SQLException e) {
        return SqlFailures.isOfRow(e) || SqlFailures.isOfTable(e);
    }

    private static EngineException failure(Message message, ConsumerRecord<byte[], byte[]> record, SQLException cause) {
        return new EngineException(
                State.RETRYING,
                "%s of %s %s (offset %d of %s) failed: %s"
                        .formatted(
                                message.change().op(),
                                message.table().name(),
                                message.key(),
                                record.offset(),
                                record.topic(),
                                SqlFailures.describe(cause)),
                cause);
    }
}
