package io.stationsync.agent.publish;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.capture.RowsEvent;
import io.stationsync.capture.TableStatement;
import io.stationsync.capture.TransactionPart;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.ProgressTable.Marker;
import io.stationsync.engine.EngineStatus;
import io.stationsync.model.Op;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChange;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.Outbox;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.transport.Translation;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.PositionRecord;
import io.stationsync.wire.TopicNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A station's binlog as records of its up topics. */
public final class StationTranslation implements Translation {
    private static final Logger log = LoggerFactory.getLogger(StationTranslation.class);

    /**
     * Who the station is.
     *
     * @param codes the values that its rows' code column may have
     */
    public record Identity(StationCode station, Set<String> codes, String codeColumn, String schema, String version) {
        public Identity {
            codes = Set.copyOf(codes);
        }
    }

    private final Identity identity;
    private final SenderInstance instance;
    private final DataSource dataSource;
    private final StationTables tables;
    private final TopicNames topics;
    private final TopicAdmin.Settings topicSettings;
    private final UnsentChanges unsent;
    private final QuarantineCount quarantined;
    private final EngineStatus status;
    private final SyncMeters meters;
    private final Clock clock;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final Map<String, Seq> seqs = new HashMap<>();
    private long seen = -1;

    /** @param status of the capture, which tells of tables that have lost rows we can't name */
    public StationTranslation(
            Identity identity,
            SenderInstance instance,
            DataSource dataSource,
            StationTables tables,
            TopicNames topics,
            TopicAdmin.Settings topicSettings,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        this.identity = identity;
        this.instance = instance;
        this.dataSource = dataSource;
        this.tables = tables;
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.unsent = unsent;
        this.quarantined = quarantined;
        this.status = status;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public List<NewTopic> topics() throws SQLException {
        tables.refresh();
        List<NewTopic> all = new ArrayList<>();
        all.add(TopicAdmin.status(topics.status(identity.station()), topicSettings));
        all.add(TopicAdmin.down(topics.down(identity.station()), topicSettings));
        for (String table : tables.names()) {
            all.add(TopicAdmin.up(topics.up(identity.station(), table), topicSettings));
        }
        return all;
    }

    @Override
    public Position restore(Map<String, byte[]> records) throws SQLException {
        seqs.clear();
        seen = -1;
        byte[] last = records.get(StatusRecords.POSITION);
        if (last == null) {
            unsent.restore(null);
            try (Connection connection = dataSource.getConnection()) {
                Position origin = Position.after(ProgressTable.origin(connection));
                log.info(
                        "First start: changes made since {} travel. Rows that are older travel when they change",
                        origin);
                return origin;
            }
        }
        PositionRecord position = StatusRecords.read(last, PositionRecord.class);
        unsent.restore(position.unsent());
        seqs.putAll(position.seqs());
        seen = position.seen();
        return position.position();
    }

    @Override
    public long translate(TransactionPart part, long firstRow, Outbox outbox) throws Exception {
        Row markerRow = part.marker();
        if (markerRow != null) {
            if (part.firstEvent() == 0) {
                skipOwn(Marker.of(markerRow));
            }
            return 0;
        }
        for (TableStatement statement : part.statements()) {
            announce(statement);
        }
        long row = firstRow;
        for (RowsEvent event : part.events()) {
            StationTable table = tables.get(event.table().table());
            for (RowChange change : event.decode()) {
                meters.rows(Stage.CAPTURED, table.name(), change.op().code(), 1);
                for (RowChange single : withKeyKept(table, travelling(table, change))) {
                    Source source = new Source(
                            identity.station().value(),
                            identity.schema(),
                            table.name(),
                            part.gtid().toString(),
                            row,
                            part.timestampMs());
                    publish(table, new Envelope(single, source, clock.millis()), outbox);
                }
                row++;
            }
        }
        return row - firstRow;
    }

    private void skipOwn(Marker marker) {
        if (marker.topic().equals(topics.down(identity.station()))) {
            seen = marker.nextOffset() - 1;
            meters.rows(Stage.SKIPPED_OWN, "-", "-", marker.batchRows());
        }
    }

    private void announce(TableStatement statement) throws SQLException {
        switch (statement.kind()) {
            case CREATE, ALTER -> {
                tables.refresh();
                log.info("{} of {}: its columns were read again", statement.kind(), statement.table());
            }
            case TRUNCATE, DROP, RENAME, DROP_SCHEMA -> {
                status.detail("notSynced." + statement.table(), statement.kind());
                meters.count(
                        "sync.statements.not.synced",
                        "Statements that took rows away without naming them",
                        "table",
                        statement.table().table());
                log.error(
                        "{} of {} does not travel: the center still has this station's rows. Delete them there if they are to go",
                        statement.kind(),
                        statement.table());
            }
        }
    }

    private RowChange travelling(StationTable table, RowChange change) {
        String code = identity.station().value();
        Row before = change.before();
        Row after = change.after();
        return new RowChange(
                change.op(),
                before == null ? null : table.travelling(before, code),
                after == null ? null : table.travelling(after, code));
    }

    /** A change of the key is the end of one row and the beginning of another. */
    private static List<RowChange> withKeyKept(StationTable table, RowChange change) {
        if (change.op() != Op.UPDATE) {
            return List.of(change);
        }
        Row before = Objects.requireNonNull(change.before());
        Row after = Objects.requireNonNull(change.after());
        return table.key(before).equals(table.key(after))
                ? List.of(change)
                : List.of(RowChange.delete(before), RowChange.insert(after));
    }

    private void publish(StationTable table, Envelope envelope, Outbox outbox) throws SQLException {
        RowChange change = envelope.change();
        RowKey key = table.key(change.image());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topics.up(identity.station(), table.name()), 0, writer.key(key), writer.value(envelope));
        RecordHeaders.writeSchema(record.headers(), table.schema().fingerprint());
        UnsentChange unsentChange =
                new UnsentChange(identity.station(), table.name(), key, change.op(), envelope.source(), record);
        if (unsent.holdsBack(unsentChange)) {
            quarantined.lookAgain();
        } else {
            send(table.name(), change.op(), record, outbox);
        }
    }

    private void send(String table, Op op, ProducerRecord<byte[], byte[]> record, Outbox outbox) {
        Seq seq = seqs.getOrDefault(record.topic(), new Seq(clock.millis(), 0)).next();
        seqs.put(record.topic(), seq);
        RecordHeaders.write(record.headers(), seq);
        RecordHeaders.writeSeen(record.headers(), seen);
        outbox.send(table, op, record);
    }

    @Override
    public boolean release(Outbox outbox) throws SQLException {
        return unsent.release((table, op, record) -> {
            RecordHeaders.writeAgain(record.headers());
            send(table, op, record, outbox);
        });
    }

    @Override
    public void released() throws SQLException {
        unsent.sent();
        quarantined.lookAgain();
    }

    @Override
    public Map<String, byte[]> status(Position position) {
        PositionRecord record = PositionRecord.of(position, seen, seqs, unsent.state());
        return Map.of(StatusRecords.POSITION, StatusRecords.write(record));
    }

    @Override
    public byte[] heartbeat() {
        return StatusRecords.write(new Heartbeat(
                instance.name(),
                identity.version(),
                clock.millis(),
                List.copyOf(identity.codes()),
                identity.codeColumn(),
                seen,
                StatusRecords.text(seqs),
                tables.schemas(),
                quarantined.byTable(identity.station())));
    }
}
