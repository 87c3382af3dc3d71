package io.stationsync.quarantine;

import io.stationsync.database.Rollback;
import io.stationsync.decision.AuditTable;
import io.stationsync.model.Op;
import io.stationsync.quarantine.QuarantinedRow.Change;
import io.stationsync.quarantine.UnsentTable.OfRow;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StatusRecords.Discarded;
import io.stationsync.wire.StatusRecords.Discarded.Rows;
import io.stationsync.wire.StatusRecords.Unsent;
import io.stationsync.wire.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes that a sender has set aside, and the later ones of their rows. The database has them, and the position in Kafka
 * says which of them belong to it, so that a crash between the two neither doubles nor loses one: those that were set aside
 * after the position are forgotten, because the binlog is read again from there, and those that were sent or discarded with it
 * are forgotten, because they need not be sent again.
 *
 * <p>Confined to the sender's thread, but for {@link #wake()}.
 */
public final class UnsentChanges {
    private static final Logger log = LoggerFactory.getLogger(UnsentChanges.class);

    /** Of one Kafka transaction; one record more may exceed the bytes. */
    private static final int MOST_RECORDS = 500;

    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** With more rows than this each change costs a question to the database, and little memory is taken. */
    private static final int MOST_ROWS = 10_000;

    private static final int CHANGES_AT_ONCE = 1_000;

    private final DataSource dataSource;
    private final Judge judge;

    private final UnsentRows rows;

    private long last;
    private Sending sending = new Sending();

    /** In the Kafka transaction that is open. */
    private final List<Discarded> discarded = new ArrayList<>();

    /** See {@link Unsent#loading()}. */
    private final Map<String, Long> loading = new HashMap<>();

    private volatile boolean awake = true;

    public UnsentChanges(DataSource dataSource, Judge judge) {
        this(dataSource, judge, MOST_ROWS);
    }

    /** @param mostRows that are remembered; of more the database is asked */
    public UnsentChanges(DataSource dataSource, Judge judge, int mostRows) {
        this.dataSource = dataSource;
        this.judge = judge;
        this.rows = new UnsentRows(mostRows);
    }

    /** What is being sent in the Kafka transaction that is open. */
    private static final class Sending {
        private final Set<QuarantinedRow> rows = new HashSet<>();
        private final List<Long> ids = new ArrayList<>();
        private long bytes;

        private boolean isFull() {
            return ids.size() >= MOST_RECORDS || bytes >= MOST_BYTES;
        }
    }

    /** Of a change among those of its row. */
    private enum Place {
        NONE,
        FIRST,
        BEHIND
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    /** Begins again at a position. @param committed with it; null if it has none, as at the first start */
    public void restore(@Nullable Unsent committed) throws SQLException {
        loading.clear();
        sending = new Sending();
        discarded.clear();
        last = inTransaction(connection -> {
            if (committed != null) {
                UnsentTable.delete(connection, committed.sent());
                UnsentTable.deleteAfter(connection, committed.last());
                discard(connection, committed.discarded());
                loading.putAll(committed.loading());
            }
            rows.restore(connection);
            return committed == null ? UnsentTable.lastId(connection) : committed.last();
        });
        awake = true;
    }

    /** Told what has been set aside before, such as at the beginning of a session. */
    public interface Listener {
        void heldBack(String table, ProducerRecord<byte[], byte[]> record);
    }

    /** Tells of all that are here, for each row in their order. */
    public void each(Listener listener) throws SQLException {
        inTransaction(connection -> {
            long told = 0;
            List<OfRow> some = UnsentTable.changesAfter(connection, told, CHANGES_AT_ONCE);
            while (!some.isEmpty()) {
                for (OfRow one : some) {
                    listener.heldBack(one.row().table(), record(connection, one.row(), one.change()));
                    told = one.change().id();
                }
                some = UnsentTable.changesAfter(connection, told, CHANGES_AT_ONCE);
            }
            return told;
        });
    }

    /** What to write with the next position. */
    public Unsent state() {
        return new Unsent(last, sending.ids, discarded, loading);
    }

    /**
     * Sets the change aside if it may not be sent, or if an earlier one of its row is here.
     *
     * @return whether it is set aside
     */
    public boolean holdsBack(UnsentChange change) throws SQLException {
        String problem = judge.problem(change.table(), change.key(), change.record());
        if (problem == null && rows.isEmpty()) {
            return false;
        }
        QuarantinedRow row = UnsentTable.row(change);
        if (problem == null && !rows.mayHave(row)) {
            return false;
        }
        Place place = inTransaction(connection -> {
            boolean isFirst = queue(connection, row).isEmpty();
            if (isFirst && problem == null) {
                return Place.NONE;
            }
            long id = UnsentTable.store(connection, change, isFirst ? problem : null);
            last = Math.max(last, id);
            return isFirst ? Place.FIRST : Place.BEHIND;
        });
        if (place == Place.NONE) {
            rows.remove(row);
            return false;
        }
        rows.add(row);
        if (place == Place.FIRST) {
            log.warn(
                    "{} of {} {} is not sent but set aside in stationsync.sync_quarantine: {}; see /api/quarantine",
                    change.op(),
                    change.table(),
                    change.key(),
                    problem);
        }
        return true;
    }

    /** What is not yet discarded. */
    private List<Change> queue(Connection connection, QuarantinedRow row) throws SQLException {
        List<Change> queue = row.queue(connection);
        for (Discarded one : discarded) {
            if (one.rows() == Rows.ALL && one.topic().equals(row.topic())) {
                queue.removeIf(change -> change.id() <= one.upTo());
            }
        }
        return queue;
    }

    /**
     * The table has no rows at this place of the binlog: none of its changes that are here may be sent any more. They go once the
     * position is committed.
     */
    public void truncated(String topic, String table) throws SQLException {
        if (rows.mayHave(topic, table)) {
            rows.removeAll(topic, table);
            discarded.add(new Discarded(topic, table, inTransaction(UnsentTable::lastId), Rows.ALL));
        }
    }

    /** From here on all rows of the topic's table are sent, or set aside again. */
    public void loadBegins(String topic) throws SQLException {
        if (rows.isEmpty()) {
            loading.remove(topic);
        } else {
            loading.put(topic, inTransaction(UnsentTable::lastId));
        }
    }

    /**
     * All rows of the table that are there have been sent, or set aside again. Rows with changes here that were not among them have
     * gone unseen, as while the table stood still: none of their changes may be sent any more. They go once the position is committed.
     */
    public void loadEnds(String topic, String table) {
        Long before = loading.remove(topic);
        if (before != null) {
            discarded.add(new Discarded(topic, table, before, Rows.NOT_LOADED));
        }
    }

    private static void discard(Connection connection, List<Discarded> all) throws SQLException {
        for (Discarded one : all) {
            int changes = UnsentTable.discard(connection, one);
            if (changes > 0) {
                AuditTable.write(connection, QuarantineAudit.pointless(one, changes));
                log.warn(
                        "{} changes of {} that were set aside are discarded: their rows are no longer there",
                        changes,
                        one.table());
            }
        }
    }

    /** There may be changes to release. May be called by any thread. */
    public void wake() {
        awake = true;
    }

    /** Sends a record that was set aside, within the Kafka transaction that is open. */
    public interface Send {
        void send(String table, Op op, ProducerRecord<byte[], byte[]> record);
    }

    /**
     * Sends the changes that an operator wants to be sent, those behind them too, up to one that may not be. To be called
     * between two Kafka transactions; if anything is sent, it must be committed together with {@link #state()} before anything
     * else.
     *
     * @return whether anything is sent
     */
    public boolean release(Send send) throws SQLException {
        if (!awake) {
            return false;
        }
        awake = false;
        inTransaction(connection -> {
            rows.lookAgain(connection);
            List<QuarantinedRow> released = UnsentTable.releasedRows(connection, MOST_RECORDS);
            for (QuarantinedRow row : released) {
                release(connection, row, send);
            }
            if (released.size() == MOST_RECORDS) {
                awake = true;
            }
            return sending.ids.size();
        });
        return !sending.ids.isEmpty();
    }

    private void release(Connection connection, QuarantinedRow row, Send send) throws SQLException {
        for (Change change : queue(connection, row)) {
            if (sending.isFull()) {
                // The rest of the row must find its way back here.
                QuarantinedRow.release(connection, change);
                awake = true;
                return;
            }
            ProducerRecord<byte[], byte[]> record = record(connection, row, change);
            String problem = problem(judge, row.table(), record);
            if (problem != null) {
                QuarantinedRow.refused(connection, change, problem);
                return;
            }
            send.send(row.table(), change.op(), record);
            sending.rows.add(row);
            sending.ids.add(change.id());
            sending.bytes += record.value().length;
        }
    }

    /**
     * A Kafka transaction is committed, with {@link #state()} if anything has changed here.
     *
     * @return whether changes have gone from here
     */
    public boolean committed() throws SQLException {
        if (sending.ids.isEmpty() && discarded.isEmpty()) {
            return false;
        }
        if (!sending.ids.isEmpty()) {
            log.info("{} changes that were set aside have been sent", sending.ids.size());
        }
        inTransaction(connection -> {
            UnsentTable.delete(connection, sending.ids);
            discard(connection, discarded);
            for (QuarantinedRow row : sending.rows) {
                if (row.queue(connection).isEmpty()) {
                    rows.remove(row);
                }
            }
            rows.lookAgain(connection);
            return sending.ids.size();
        });
        sending = new Sending();
        discarded.clear();
        return true;
    }

    /** Why a change that was set aside may still not be sent; null if it may. */
    static @Nullable String problem(Judge judge, String table, ProducerRecord<byte[], byte[]> record) {
        try {
            return judge.problem(table, record);
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            return "it does not fit the table %s as it is now: %s".formatted(table, e.getMessage());
        }
    }

    /** The record as it would have been sent. */
    static ProducerRecord<byte[], byte[]> record(Connection connection, QuarantinedRow row, Change change)
            throws SQLException {
        byte[] key = Objects.requireNonNull(change.recordKey()).getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(row.topic(), 0, key, change.payload(connection));
        RecordHeaders.writeOfChange(record.headers(), Objects.requireNonNullElse(change.headers(), "{}"));
        return record;
    }
}
