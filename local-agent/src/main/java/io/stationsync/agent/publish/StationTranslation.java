package io.stationsync.agent.publish;

import io.stationsync.agent.command.CommandReport;
import io.stationsync.agent.load.AwaitedLoads;
import io.stationsync.agent.load.Loads;
import io.stationsync.agent.load.OverdueLoads;
import io.stationsync.agent.load.ResyncTable;
import io.stationsync.agent.pause.PauseTable;
import io.stationsync.agent.pause.Pauses;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.capture.CaptureException;
import io.stationsync.capture.RowsEvent;
import io.stationsync.capture.TableStatement;
import io.stationsync.capture.TransactionPart;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.ProgressTable.Marker;
import io.stationsync.database.Watermark;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableId;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.Outbox;
import io.stationsync.transport.RestoredDatabase;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.transport.TopicTail;
import io.stationsync.transport.Translation;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.ReturnOffset;
import io.stationsync.wire.Seen;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Alive;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.PositionRecord;
import io.stationsync.wire.TopicNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A station's binlog as records of its up topics. */
public final class StationTranslation implements Translation {
    private static final Logger log = LoggerFactory.getLogger(StationTranslation.class);

    /** So many messages that were applied are acknowledged without waiting: the center remembers each of them until then. */
    private static final int ACKNOWLEDGED_AT_ONCE = 5_000;

    private final StationIdentity identity;
    private final SenderInstance instance;
    private final KafkaClients clients;
    private final DataSource dataSource;
    private final StationTables tables;
    private final StreamTables streamTables;
    private final ResyncNeeds resyncNeeds;
    private final Loads loads;
    private final AwaitedLoads awaited;
    private final TopicNames topics;
    private final TopicAdmin.Settings topicSettings;
    private final UnsentChanges unsent;
    private final QuarantineCount quarantined;
    private final CommandReport commands;
    private final SyncMeters meters;
    private final Clock clock;
    private final UpRecords records;
    private final TravellingChanges travelling;
    private final ChunkSender chunks;
    private final EngineStatus status;
    private @Nullable String positionLost;

    /** The last heartbeat of this session. */
    private @Nullable Heartbeat told;

    private long watermark;

    /** @param status of the capture, which tells of tables that have lost rows we can't name */
    public StationTranslation(
            StationIdentity identity,
            SenderInstance instance,
            KafkaClients clients,
            DataSource dataSource,
            StationTables tables,
            StreamTables streamTables,
            ResyncNeeds resyncNeeds,
            Loads loads,
            TopicNames topics,
            TopicAdmin.Settings topicSettings,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            CommandReport commands,
            EngineStatus status,
            SyncMeters meters,
            Clock clock) {
        this.identity = identity;
        this.instance = instance;
        this.clients = clients;
        this.dataSource = dataSource;
        this.tables = tables;
        this.streamTables = streamTables;
        this.resyncNeeds = resyncNeeds;
        this.loads = loads;
        this.awaited = new AwaitedLoads(loads);
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.unsent = unsent;
        this.quarantined = quarantined;
        this.commands = commands;
        this.meters = meters;
        this.clock = clock;
        this.status = status;
        this.records = new UpRecords(identity, topics, unsent, quarantined, clock);
        this.travelling = new TravellingChanges(identity.station(), meters);
        this.chunks = new ChunkSender(loads, streamTables, travelling, records);
        status.liveDetail("resyncNeeded", resyncNeeds::shown);
    }

    @Override
    public List<NewTopic> topics() throws SQLException, EngineException {
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
    public Position restore(Map<String, byte[]> stored) throws SQLException, EngineException {
        told = null;
        records.restore(Map.of(), Seen.NOTHING);
        commands.restore();
        streamTables.restore(stored);
        byte[] last = stored.get(StatusRecords.POSITION);
        try (Connection connection = dataSource.getConnection()) {
            Position position = last == null
                    ? firstPosition(connection)
                    : restore(connection, StatusRecords.read(last, PositionRecord.class));
            awaited.restore(OverdueLoads.of(connection, loads.progress()));
            return position;
        }
    }

    private Position firstPosition(Connection connection) throws SQLException, EngineException {
        unsent.restore(null);
        if (ProgressTable.isStarted(connection)) {
            Optional<Progress> applied = ProgressTable.find(connection, topics.down(identity.station()), 0);
            if (applied.isPresent() && isStillThere(applied.get())) {
                // The status topic alone is gone. Messages of long ago, applied again, would undo what was done since.
                records.restore(
                        Map.of(), PauseTable.seen(connection, applied.get().nextOffset() - 1));
                return startOver(connection, "Kafka has lost the position", table -> LoadMode.STATION);
            }
            // A new Kafka: its return topic has nothing to do with the one that was applied.
            // First what is held back: it must not be taken for caught up with the new topic.
            PauseTable.startOver(connection);
            ProgressTable.forget(connection, topics.down(identity.station()));
            records.restore(Map.of(), PauseTable.seen(connection, -1));
            Pauses heldBack = PauseTable.all(connection);
            return startOver(
                    connection,
                    "Kafka has lost the position",
                    // Edits that were held back are at the center alone now.
                    table -> heldBack.holding(table).isPresent() ? LoadMode.CENTER : LoadMode.STATION);
        }
        Position origin = Position.after(ProgressTable.origin(connection));
        log.info("First start: changes made since {} travel, and all rows are loaded", origin);
        loads.restore(Map.of(), Map.of(), tables.names());
        return origin;
    }

    /** Whether the last message that was applied is where it was: then the return topic is the same as before. */
    private boolean isStillThere(Progress applied) {
        long last = ReturnOffset.inKafka(applied.nextOffset()) - 1;
        AtomicBoolean found = new AtomicBoolean();
        TopicTail.read(clients, Map.of(applied.topic(), last), record -> {
            if (record.offset() == last && RecordHeaders.isSeq(record.headers(), applied.seq())) {
                found.set(true);
            }
        });
        return found.get();
    }

    private Position restore(Connection connection, PositionRecord record) throws SQLException, EngineException {
        unsent.restore(record.unsent());
        // Looked up before a new position: what is applied in between is passed in the binlog and counts then.
        long seen = ProgressTable.find(connection, topics.down(identity.station()), 0)
                .map(progress -> progress.nextOffset() - 1)
                .orElse(-1L);
        Optional<String> restored = RestoredDatabase.evidence(connection, record);
        if (restored.isPresent()) {
            return startAfterRestore(connection, record, Math.max(seen, record.seen()), restored.get());
        }
        watermark = record.watermark();
        String reason = positionLost;
        if (reason != null) {
            records.restore(record.seqs(), PauseTable.seen(connection, seen));
            return startOver(connection, reason, OverdueLoads.of(connection, record.loads())::mode);
        }
        records.restore(record.seqs(), record.allSeen());
        loads.restore(record.loads(), record.verifications(), tables.names());
        return record.position();
    }

    /** Goes on with what is written from now on, and sends all rows again. */
    private Position startOver(Connection connection, String reason, Function<String, LoadMode> modes)
            throws SQLException, EngineException {
        Position now = Position.after(ProgressTable.now(connection));
        if (!PauseTable.seen(connection, records.seen().last()).equals(records.seen())) {
            throw new EngineException(
                    State.RETRYING, "tables were paused or resumed while the new position was looked up");
        }
        log.error("Changes may be missing: {}. Going on from {}; all rows of all tables are sent again", reason, now);
        loads.startOver(tables.names(), ResyncTable.lastRequest(connection), reason, modes);
        positionLost = null;
        return now;
    }

    /** Goes on with what is written from now on, and sends all rows, to be told what is missing. */
    private Position startAfterRestore(Connection connection, PositionRecord record, long seen, String evidence)
            throws SQLException, EngineException {
        // Raised once the new position is stored: until then it must be found again.
        watermark = record.watermark();
        // What it had applied of the return topic is not applied again over what was written since: the loads bring it
        // back.
        ProgressTable.skip(connection, topics.down(identity.station()), 0, record.seen() + 1);
        PauseTable.skip(connection, record.seen() + 1);
        records.restore(record.seqs(), PauseTable.seen(connection, seen));
        Position now = Position.after(ProgressTable.now(connection));
        for (String table : tables.names()) {
            streamTables.changed(table);
        }
        log.error(
                "The database was restored to an older state ({}). Going on from {}; all rows of all tables are sent, and the center gives back what is missing here. Nothing has to be done; see /api/conflicts of the center afterwards",
                evidence,
                now);
        status.detail("restored", "%s: %s".formatted(clock.instant(), evidence));
        meters.count("sync.restores", "Times that the database was found to be restored to an older state");
        loads.startOver(
                tables.names(),
                ResyncTable.lastRequest(connection),
                "the database was restored: " + evidence,
                table -> LoadMode.CENTER);
        positionLost = null;
        return now;
    }

    @Override
    public void begun() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            ProgressTable.start(connection);
        }
        raiseWatermark();
    }

    @Override
    public void raiseWatermark() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Watermark.raise(connection, watermark);
        }
    }

    @Override
    public boolean positionLost(String reason) {
        positionLost = reason;
        return true;
    }

    @Override
    public long lastRequest() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ResyncTable.lastRequest(connection);
        }
    }

    @Override
    public boolean isResyncAskedFor(long after) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ResyncTable.isAskedForByOperator(connection, after);
        }
    }

    @Override
    public long translate(TransactionPart part, long firstRow, Outbox outbox) throws Exception {
        if (part.firstEvent() == 0) {
            chunks.send(part, outbox);
            awaited.look();
        }
        Row markerRow = part.marker();
        if (markerRow != null && part.firstEvent() == 0) {
            skipOwn(Marker.of(markerRow));
        }
        hear(part);
        if (markerRow != null) {
            return publish(part, firstRow, outbox, travelling::ofApplied);
        }
        for (TableStatement statement : part.statements()) {
            take(statement, part, outbox);
        }
        return publish(part, firstRow, outbox, travelling::ofOwn);
    }

    /** What the center may take for applied, of tables whose messages are held back or may be lost. */
    private void hear(TransactionPart part) throws CaptureException {
        for (RowsEvent event : part.events()) {
            if (event.table().equals(PauseTable.ID)) {
                for (RowChange change : event.decode()) {
                    records.saw(PauseTable.seen(records.seen(), change));
                }
            } else if (event.table().equals(ResyncTable.ID)) {
                awaited.meet(event);
            }
        }
    }

    /** Which changes of a table follow from one of its rows. */
    private interface Following {
        List<RowChange> of(StationTable table, RowChange change) throws EngineException;
    }

    private long publish(TransactionPart part, long firstRow, Outbox outbox, Following following) throws Exception {
        long row = firstRow;
        for (RowsEvent event : part.events()) {
            if (event.table().equals(PauseTable.ID) || event.table().equals(ResyncTable.ID)) {
                continue;
            }
            if (event.table().equals(Watermark.ID)) {
                watermark = RestoredDatabase.watermark(event, watermark);
                continue;
            }
            StationTable table = streamTables.at(event.table().table(), event.schema());
            if (part.marker() != null && table.selection().rows().isEmpty()) {
                continue;
            }
            boolean standsStill = resyncNeeds.of(table.name()).isPresent();
            LoadMode mode = awaited.mode(table.name());
            for (RowChange change : event.decode()) {
                if (standsStill) {
                    meters.rows(Stage.CAPTURED, table.name(), change.op().code(), 1);
                    meters.rows(Stage.NOT_SENT, table.name(), change.op().code(), 1);
                    continue;
                }
                for (RowChange single : following.of(table, change)) {
                    records.change(table, records.envelope(single, table, part, row), null, mode, outbox);
                }
                row++;
            }
        }
        return row - firstRow;
    }

    private void skipOwn(Marker marker) {
        if (marker.topic().equals(topics.down(identity.station()))) {
            records.saw(records.seen().upTo(marker.nextOffset() - 1));
            meters.rows(Stage.SKIPPED_OWN, "-", "-", marker.batchRows());
        }
    }

    private void take(TableStatement statement, TransactionPart part, Outbox outbox)
            throws SQLException, EngineException {
        if (statement.table().schema().equals(PauseTable.ID.schema())) {
            return;
        }
        if (statement.table().table().equals("*")) {
            for (String table : tables.names()) {
                take(
                        new TableStatement(
                                statement.kind(), new TableId(statement.table().schema(), table)),
                        part,
                        outbox);
            }
            return;
        }
        String table = statement.table().table();
        @Nullable String hole = hole(statement.kind());
        if (hole != null) {
            streamTables.needsResync(table, part.gtid().toString(), hole);
            meters.count(
                    "sync.statements.not.synced", "Statements that changed rows without naming them", "table", table);
        }
        switch (statement.kind()) {
            case CREATE, ALTER, RENAME, EXCHANGE -> {
                tables.refresh();
                streamTables.changed(table);
                log.info("{} of {}: its columns were read again", statement.kind(), statement.table());
            }
            case TRUNCATE -> truncated(table, part, outbox);
            default -> {
                // Nothing beyond the hole.
            }
        }
    }

    /** @return what to do about the rows that the statement changed unseen; null if it changed none so */
    private static @Nullable String hole(TableStatement.Kind kind) {
        return switch (kind) {
            case CREATE, ALTER, TRUNCATE -> null;
            case DROP, DROP_SCHEMA ->
                "the table was dropped. Its rows at the center stay. Make it again if it was a mistake, take it out of sync.tables if not; then resync it";
            case RENAME ->
                "the table was renamed, or another one was given its name. See that a table of this name exists; then resync it";
            case RENAME_COLUMN ->
                "a column was renamed: its values stand under the new name without a row having changed. Rename the master's column too if no other station has the old one; then resync the table";
            case EXCHANGE ->
                "a partition or tablespace was emptied, dropped, exchanged or converted, or ALTER IGNORE was run, and the binlog does not tell which rows. See that a table of this name exists; then resync it";
            case STATEMENT_FORMAT ->
                "rows may have been changed in statement format (binlog_format, expected: ROW in every session). SET GLOBAL binlog_format=ROW, find the session that set its own, and resync the table";
            case PARTIAL_IMAGE ->
                "a change came without some of its columns (binlog_row_image, expected: FULL in every session). SET GLOBAL binlog_row_image=FULL, find the session that set its own, and resync the table";
        };
    }

    private void truncated(String name, TransactionPart part, Outbox outbox) throws SQLException {
        @Nullable StationTable table = streamTables.last(name);
        if (table == null || resyncNeeds.of(name).isPresent()) {
            return;
        }
        records.truncate(table, records.envelope(RowChange.truncate(), table, part, 0), outbox);
    }

    @Override
    public boolean release(Outbox outbox) throws SQLException {
        commands.look();
        return records.release(outbox);
    }

    @Override
    public void committed() throws SQLException {
        if (unsent.committed()) {
            quarantined.lookAgain();
        }
    }

    @Override
    public Map<String, byte[]> status(Position position) {
        PositionRecord record = PositionRecord.of(
                position,
                records.seen(),
                records.seqs(),
                loads.progress(),
                unsent.state(),
                loads.verifications(),
                watermark);
        Map<String, byte[]> changed = new LinkedHashMap<>(streamTables.changedRecords());
        changed.put(StatusRecords.POSITION, StatusRecords.write(record));
        commands.record(loads.progress(), loads.verifications())
                .ifPresent(results -> changed.put(StatusRecords.COMMANDS, results));
        return changed;
    }

    @Override
    public boolean isHeartbeatDue() {
        Heartbeat last = told;
        return last != null && records.seen().last() - last.seen() >= ACKNOWLEDGED_AT_ONCE;
    }

    @Override
    public Map<String, byte[]> heartbeat() {
        Heartbeat now = new Heartbeat(
                instance.name(),
                identity.version(),
                clock.millis(),
                List.copyOf(identity.codes()),
                identity.codeColumn(),
                records.seen().last(),
                StatusRecords.text(records.seqs()),
                streamTables.schemas(),
                loads.progress(),
                quarantined.byTable(identity.station()),
                records.seen().stored());
        Heartbeat before = told;
        if (before != null && now.equals(before.at(now.ts_ms()))) {
            return Map.of(StatusRecords.ALIVE, StatusRecords.write(new Alive(now.ts_ms())));
        }
        told = now;
        return Map.of(StatusRecords.HEARTBEAT, StatusRecords.write(now));
    }
}
