package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTable;
import io.stationsync.capture.TransactionPart;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChange;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.Outbox;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.Seen;
import io.stationsync.wire.TopicNames;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes and sends the records of the up topics, and numbers them. What can't be sent yet is held back with all later changes
 * of its row. Used by the sender's thread.
 */
final class UpRecords {
    private final StationIdentity identity;
    private final TopicNames topics;
    private final UnsentChanges unsent;
    private final QuarantineCount quarantined;
    private final Clock clock;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final Map<String, String> topicOf = new HashMap<>();
    private final Map<String, Seq> seqs = new HashMap<>();
    private Seen seen = Seen.NOTHING;

    UpRecords(
            StationIdentity identity,
            TopicNames topics,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            Clock clock) {
        this.identity = identity;
        this.topics = topics;
        this.unsent = unsent;
        this.quarantined = quarantined;
        this.clock = clock;
    }

    /** The last numbers, by topic, and what the station had seen then. */
    void restore(Map<String, Seq> stored, Seen seenThen) {
        seqs.clear();
        seqs.putAll(stored);
        seen = seenThen;
    }

    /** The last number on each topic. */
    Map<String, Seq> seqs() {
        return Map.copyOf(seqs);
    }

    /** What the station has applied of the return topic. */
    Seen seen() {
        return seen;
    }

    /** Records sent from now on tell the center so. */
    void saw(Seen now) {
        seen = now;
    }

    /**
     * What a change is told in.
     *
     * @param part transaction that it belongs to or, for a row of a chunk, comes before
     * @param row its number there
     */
    Envelope envelope(RowChange change, StationTable table, TransactionPart part, long row) {
        Source source = new Source(
                identity.station().value(),
                identity.schema(),
                table.name(),
                part.gtid().toString(),
                row,
                part.timestampMs());
        return new Envelope(change, source, clock.millis());
    }

    /** As keys are written in headers and positions. */
    byte[] image(Row row) {
        return writer.image(row);
    }

    /**
     * Sends a change of one row.
     *
     * @param after of a load, the key that the station's row before this one has; null for none
     * @param mode why it is loaded or, of another change, whether its table waits for such a load
     */
    void change(StationTable table, Envelope envelope, byte @Nullable [] after, LoadMode mode, Outbox outbox)
            throws SQLException {
        RowChange change = envelope.change();
        RowKey key = table.key(change.image());
        ProducerRecord<byte[], byte[]> record = record(table, writer.key(key), writer.value(envelope));
        RecordHeaders.writeMode(record.headers(), mode);
        UnsentChange unsentChange =
                new UnsentChange(identity.station(), table.name(), key, change.op(), envelope.source(), record);
        if (unsent.holdsBack(unsentChange)) {
            quarantined.lookAgain();
            return;
        }
        if (change.op() == Op.LOAD) {
            RecordHeaders.writeAfter(record.headers(), after);
        }
        send(table.name(), change.op(), record, outbox);
    }

    /** Says that the station has no rows. Nothing that was held back of them is sent any more. */
    void truncate(StationTable table, Envelope envelope, Outbox outbox) throws SQLException {
        unsent.truncated(topicOf(table), table.name());
        send(table.name(), Op.TRUNCATE, record(table, stationKey(), writer.value(envelope)), outbox);
    }

    /** From here on all rows of the table are sent. */
    void loadBegins(StationTable table) throws SQLException {
        unsent.loadBegins(topicOf(table));
    }

    /** All of them have been sent: nothing that was held back of others is sent any more. */
    void loadEnds(StationTable table) {
        unsent.loadEnds(topicOf(table), table.name());
    }

    /**
     * Says that the station has no rows in a range.
     *
     * @param after null: none up to {@code upTo}
     * @param upTo null: none after {@code after}
     * @param mode why the rows are loaded
     */
    void end(
            StationTable table,
            Envelope envelope,
            byte @Nullable [] after,
            byte @Nullable [] upTo,
            LoadMode mode,
            Outbox outbox) {
        ProducerRecord<byte[], byte[]> record = record(table, stationKey(), writer.value(envelope));
        RecordHeaders.writeAfter(record.headers(), after);
        if (upTo != null) {
            RecordHeaders.writeUpTo(record.headers(), upTo);
        }
        RecordHeaders.writeMode(record.headers(), mode);
        send(table.name(), envelope.change().op(), record, outbox);
    }

    /** Says what the rows of a range are at this place of the stream. */
    void report(StationTable table, RangeReport report, Outbox outbox) {
        ProducerRecord<byte[], byte[]> record = record(table, stationKey(), report.json());
        RecordHeaders.writeVerify(record.headers());
        number(table.name(), record);
        outbox.send(record);
    }

    /** Of a record that is about no row alone. */
    private byte[] stationKey() {
        return writer.image(
                Row.of(Map.of(identity.codeColumn(), Value.of(identity.station().value()))));
    }

    private ProducerRecord<byte[], byte[]> record(StationTable table, byte[] key, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topicOf(table), 0, key, value);
        RecordHeaders.writeSchema(record.headers(), table.fingerprint());
        return record;
    }

    private String topicOf(StationTable table) {
        return topicOf.computeIfAbsent(table.name(), name -> topics.up(identity.station(), name));
    }

    private void send(String table, Op op, ProducerRecord<byte[], byte[]> record, Outbox outbox) {
        number(table, record);
        outbox.send(table, op, record);
    }

    private void number(String table, ProducerRecord<byte[], byte[]> record) {
        Seq seq = seqs.getOrDefault(record.topic(), new Seq(clock.millis(), 0)).next();
        seqs.put(record.topic(), seq);
        RecordHeaders.write(record.headers(), seq);
        RecordHeaders.writeSeen(record.headers(), seen.of(table));
    }

    /** Sends what was held back and may go now; returns whether there was any. */
    boolean release(Outbox outbox) throws SQLException {
        return unsent.release((table, op, record) -> {
            RecordHeaders.writeAgain(record.headers());
            send(table, op, record, outbox);
        });
    }
}
