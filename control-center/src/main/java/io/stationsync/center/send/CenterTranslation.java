package io.stationsync.center.send;

import io.stationsync.capture.CaptureException;
import io.stationsync.capture.RowsEvent;
import io.stationsync.capture.TableStatement;
import io.stationsync.capture.TransactionPart;
import io.stationsync.center.command.CommandTable;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.ProgressTable.Marker;
import io.stationsync.database.SqlFailures;
import io.stationsync.database.Watermark;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.model.Op;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.quarantine.QuarantineCount;
import io.stationsync.quarantine.UnsentChange;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.transport.Outbox;
import io.stationsync.transport.RestoredDatabase;
import io.stationsync.transport.SenderInstance;
import io.stationsync.transport.SyncMeters;
import io.stationsync.transport.SyncMeters.Stage;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.transport.Translation;
import io.stationsync.wire.Seen;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.CenterHeartbeat;
import io.stationsync.wire.StatusRecords.PositionRecord;
import io.stationsync.wire.TopicNames;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The center's binlog as messages of the return topics. */
public final class CenterTranslation implements Translation {
    private static final Logger log = LoggerFactory.getLogger(CenterTranslation.class);
    private static final Duration FLEET_PATIENCE = Duration.ofSeconds(60);

    private final SenderInstance instance;
    private final String version;
    private final DataSource dataSource;
    private final Fleet fleet;
    private final TablePolicies policies;
    private final MasterTables masterTables;
    private final String codeColumn;
    private final TopicNames topics;
    private final TopicAdmin.Settings topicSettings;
    private final Unacknowledged unacknowledged;
    private final ReturnTopics returnTopics;
    private final UndoneDeletes undoneDeletes;
    private final Inquiries inquiries;
    private final EngineStatus status;
    private final UnsentChanges unsent;
    private final QuarantineCount quarantined;
    private final SyncMeters meters;
    private final Clock clock;
    private final Resyncs resyncs;
    private final HiddenEdits hiddenEdits;
    private final ResendRows resendRows;
    private final Projection projection = new Projection();
    private @Nullable String positionLost;
    private long watermark;

    CenterTranslation(
            SenderInstance instance,
            String version,
            DataSource dataSource,
            Fleet fleet,
            TablePolicies policies,
            MasterTables masterTables,
            String codeColumn,
            TopicNames topics,
            TopicAdmin.Settings topicSettings,
            Unacknowledged unacknowledged,
            ReturnTopics returnTopics,
            UndoneDeletes undoneDeletes,
            Inquiries inquiries,
            EngineStatus status,
            UnsentChanges unsent,
            QuarantineCount quarantined,
            SyncMeters meters,
            Clock clock) {
        this.instance = instance;
        this.version = version;
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.policies = policies;
        this.masterTables = masterTables;
        this.codeColumn = codeColumn;
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.unacknowledged = unacknowledged;
        this.returnTopics = returnTopics;
        this.undoneDeletes = undoneDeletes;
        this.inquiries = inquiries;
        this.status = status;
        this.unsent = unsent;
        this.quarantined = quarantined;
        this.meters = meters;
        this.clock = clock;
        this.resyncs = new Resyncs(dataSource, status, meters);
        this.hiddenEdits = new HiddenEdits(dataSource, status, meters);
        this.resendRows = new ResendRows(dataSource);
    }

    @Override
    public List<NewTopic> topics() {
        return List.of(TopicAdmin.status(topics.centerStatus(), topicSettings));
    }

    @Override
    public Position restore(Map<String, byte[]> records) throws Exception {
        if (!fleet.awaitLoaded(FLEET_PATIENCE)) {
            throw new EngineException(State.WAITING_FOR_STATION, "the stations' announcements have not been read yet");
        }
        for (Station station : returnTopics.restore(records, fleet)) {
            resyncs.afterNewTopic(station, topics.down(station.code()));
        }
        byte[] last = records.get(StatusRecords.POSITION);
        PositionRecord position = last == null ? null : StatusRecords.read(last, PositionRecord.class);
        watermark = position == null ? 0 : position.watermark();
        unsent.restore(position == null ? null : position.unsent());
        hiddenEdits.restore(records.get(StatusRecords.OWED_LOADS));
        unsent.each((table, record) -> returnTopics.setAside(fleet, table, record));
        if (position != null) {
            return restore(position);
        }
        try (Connection connection = dataSource.getConnection()) {
            if (ProgressTable.isStarted(connection)) {
                CommandTable.passOver(connection, "Kafka has lost the position");
                // What the stations had seen before would acknowledge new messages.
                ProgressTable.forgetSeen(connection);
                // Edits of long ago, sent again, would undo what the stations did since.
                Position now = Position.after(ProgressTable.now(connection));
                resyncs.afterLostPosition(returnTopics.beginAnew(fleet), now);
                return now;
            }
            Position origin = Position.after(ProgressTable.origin(connection));
            log.info("First start: edits made since {} travel to their stations", origin);
            return origin;
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, "sync_origin can't be read", e);
        }
    }

    private Position restore(PositionRecord position) throws EngineException {
        try (Connection connection = dataSource.getConnection()) {
            Optional<String> restored = RestoredDatabase.evidence(connection, position);
            @Nullable String reason = positionLost;
            if (restored.isEmpty() && reason == null) {
                return position.position();
            }
            // Those that are found on the return topics are sent.
            returnTopics.committed();
            CommandTable.passOver(
                    connection, restored.isPresent() ? "the database was restored" : "its binlog was purged");
            // The commands come behind it.
            Position now = Position.after(ProgressTable.now(connection));
            if (restored.isPresent()) {
                // The watermark is raised once the new position is stored: until then this must be found again.
                resyncs.afterRestore(fleet, restored.get(), now);
            } else {
                resyncs.afterLoss(fleet, String.valueOf(reason), now);
            }
            positionLost = null;
            return now;
        } catch (SQLException e) {
            throw new EngineException(
                    State.RETRYING, "the database's watermark can't be read: " + SqlFailures.describe(e), e);
        }
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

    /** Edits are missing on the return topics; the master has what they made of its rows. */
    @Override
    public boolean positionLost(String reason) {
        positionLost = reason;
        return true;
    }

    @Override
    public long lastRequest() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return CommandTable.last(connection);
        }
    }

    @Override
    public boolean isResyncAskedFor(long after) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return CommandTable.isResyncAskedFor(connection, after);
        }
    }

    @Override
    public long translate(TransactionPart part, long firstRow, Outbox outbox) throws Exception {
        for (RowsEvent event : part.events()) {
            if (event.table().equals(CommandTable.ID)) {
                sendCommands(event, outbox);
            } else if (event.table().equals(Watermark.ID)) {
                watermark = RestoredDatabase.watermark(event, watermark);
            }
        }
        Row markerRow = part.marker();
        if (markerRow == null) {
            return translateEdits(part, firstRow, outbox);
        }
        Marker marker = Marker.of(markerRow);
        Optional<UpTopic> up = topics.parseUp(marker.topic());
        if (part.firstEvent() == 0) {
            meters.rows(Stage.SKIPPED_OWN, up.map(UpTopic::table).orElse("-"), "-", Math.max(0, marker.batchRows()));
        }
        if (marker.again() && up.isPresent()) {
            inquiries.answer(marker, new Place(up.get().station(), up.get().table()), unacknowledged);
        }
        if (up.isEmpty()) {
            return 0;
        }
        long rows = translateApplied(part, marker, up.get(), outbox);
        return rows + resend(part, rows, outbox);
    }

    private long translateEdits(TransactionPart part, long firstRow, Outbox outbox) throws Exception {
        if (!part.statements().isEmpty()) {
            hiddenEdits.meet(part, fleet);
        }
        for (TableStatement statement : part.statements()) {
            report(statement, part);
        }
        long row = firstRow;
        for (RowsEvent event : part.events()) {
            if (event.table().schema().equals(DatabaseAddress.OWN_SCHEMA)) {
                continue;
            }
            String table = event.table().table();
            for (RowChange change : event.decode()) {
                meters.rows(Stage.CAPTURED, table, change.op().code(), 1);
                Origin origin = new Origin(part, event, row);
                edit(origin, change, outbox);
                row++;
            }
        }
        return row - firstRow;
    }

    /** Rows that a station lacks, or has otherwise. */
    private long resend(TransactionPart part, long firstRow, Outbox outbox)
            throws CaptureException, SQLException, EngineException {
        long row = firstRow;
        for (RowsEvent event : part.events()) {
            if (!event.table().equals(ResendTable.ID)) {
                continue;
            }
            for (RowChange change : event.decode()) {
                if (change.op() == Op.INSERT) {
                    StationRow told = resendRows.of(change.image(), fleet);
                    Answer answer = new Answer(RowChange.upsert(told.image()), List.of(), false);
                    Source source = resendRows.source(told, new Origin(part, event, row++).source());
                    send(told, answer, source, outbox);
                }
            }
        }
        return row - firstRow;
    }

    private void sendCommands(RowsEvent event, Outbox outbox) throws CaptureException, SQLException {
        for (RowChange change : event.decode()) {
            if (change.op() == Op.INSERT) {
                sendCommand(change.image(), outbox);
            }
        }
    }

    private void sendCommand(Row row, Outbox outbox) throws SQLException {
        StationCode station;
        StationCommand command;
        try {
            station = CommandTable.station(row);
            command = CommandTable.command(row);
        } catch (IllegalArgumentException e) {
            refuseCommand(row, e);
            return;
        }
        log.info("station {}: command {} of {} goes out", station, command.kind(), command.table());
        ProducerRecord<byte[], byte[]> record = returnTopics.command(station, command);
        returnTopics.number(record);
        outbox.send(record);
    }

    /** Somebody has written it with SQL. */
    private void refuseCommand(Row row, IllegalArgumentException cause) throws SQLException {
        long id = CommandTable.id(row);
        log.error("Command {} in stationsync.sync_command is refused", id, cause);
        try (Connection connection = dataSource.getConnection()) {
            CommandTable.refuse(
                    connection,
                    id,
                    "not sent: %s of station '%s' is no command that this version of the center knows (expected: kind one of %s); give commands by the API"
                            .formatted(
                                    row.get("kind").display(),
                                    row.get("station").display(),
                                    List.of(StationCommand.Kind.values())));
        }
    }

    private void report(TableStatement statement, TransactionPart part) {
        String table = statement.table().table();
        switch (statement.kind()) {
            case CREATE, ALTER, RENAME_COLUMN -> {
                masterTables.changed(table);
                log.info("{} of the master table {}", statement.kind(), statement.table());
            }
            case STATEMENT_FORMAT, PARTIAL_IMAGE -> {
                // See HiddenEdits.
            }
            case TRUNCATE, DROP, RENAME, EXCHANGE, DROP_SCHEMA -> {
                masterTables.changed(table);
                meters.count(
                        "sync.statements.not.synced",
                        "Statements that changed rows without naming them",
                        "table",
                        table);
                status.detail("notSynced." + table, "%s in transaction %s".formatted(statement.kind(), part.gtid()));
                log.error(
                        "{} of the master table {} (transaction {}) does not travel: the stations keep their rows. If the rows were to go, DELETE them: deletes travel. If not, have the stations resync the table: rows come back only when they change",
                        statement.kind(),
                        statement.table(),
                        part.gtid());
            }
        }
    }

    /** Rows that a station has sent: only of interest while the station has messages to apply. */
    private long translateApplied(TransactionPart part, Marker marker, UpTopic up, Outbox outbox) throws Exception {
        Place place = new Place(up.station(), up.table());
        if (unacknowledged.acknowledge(place, marker.seen())) {
            returnTopics.changed(up.station());
        }
        Optional<Station> station = fleet.station(up.station());
        Optional<TableSchema> schema = station.flatMap(known -> known.table(up.table()));
        if (schema.isEmpty() || unacknowledged.isEmpty(place) && !marker.again()) {
            return 0;
        }
        long row = 0;
        for (RowsEvent event : part.events()) {
            if (event.table().table().equals(up.table())
                    && projection.isAddressable(station.get(), schema.get(), event.columns())) {
                for (RowChange change : event.decode()) {
                    applied(new Origin(part, event, row++), marker, station.get(), schema.get(), change, outbox);
                }
            }
        }
        return row;
    }

    private void applied(
            Origin origin, Marker marker, Station station, TableSchema schema, RowChange change, Outbox outbox)
            throws EngineException, SQLException {
        StationRow row = projection.row(station, schema, change.image());
        RowChange shared = shared(station, schema, change);
        UnderWay known = unacknowledged.of(row.place(), row.key());
        UnderWay underWay = marker.again() ? known.doubted() : known;
        TablePolicy policy = policies.of(row.place().table());
        if (Resend.undoesDelete(shared, underWay)) {
            undoneDeletes.store(
                    row, underWay.deleted(), policy.conflict(), origin.part().gtid());
        }
        Optional<Answer> answer = Resend.forApplied(row.key(), shared, underWay, policy.merge());
        if (answer.isPresent()) {
            send(row, answer.get(), origin.source(), outbox);
        }
    }

    private record Origin(TransactionPart part, RowsEvent event, long row) {
        Source source() {
            return new Source(
                    "center",
                    event.table().schema(),
                    event.table().table(),
                    part.gtid().toString(),
                    row,
                    part.timestampMs());
        }
    }

    private void edit(Origin origin, RowChange change, Outbox outbox) throws SQLException {
        @Nullable StationRow before = stationRow(origin, change.before());
        @Nullable StationRow after = stationRow(origin, change.after());
        if (before != null && after != null && before.isSameRow(after)) {
            answer(after, RowChange.update(before.image(), after.image()), origin, outbox);
            return;
        }
        // A change of the key or the code ends one row and begins another.
        if (before != null) {
            answer(before, RowChange.delete(before.image()), origin, outbox);
        }
        if (after != null) {
            answer(after, RowChange.insert(after.image()), origin, outbox);
        }
    }

    private void answer(StationRow row, RowChange edit, Origin origin, Outbox outbox) throws SQLException {
        String table = row.place().table();
        if (edit.op() == Op.DELETE && !policies.of(table).centerDeletesTravel()) {
            return;
        }
        Optional<Answer> answer = Resend.forEdit(
                row.key(),
                edit,
                () -> unacknowledged.of(row.place(), row.key()),
                policies.of(table).merge());
        if (answer.isPresent()) {
            send(row, answer.get(), origin.source(), outbox);
        }
        if (edit.op() == Op.INSERT
                && answer.filter(message -> message.change().op() == Op.UPSERT).isEmpty()) {
            meters.count(
                    "sync.inserts.not.sent.rows",
                    "Rows inserted at the center, which do not travel to the station",
                    "table",
                    table);
            log.info("{} {} was inserted at the center: it does not travel to its station", table, row.key());
        }
    }

    private void send(StationRow row, Answer answer, Source source, Outbox outbox) throws SQLException {
        Op op = answer.change().op();
        ProducerRecord<byte[], byte[]> record = returnTopics.message(row, answer, source);
        UnsentChange message =
                new UnsentChange(row.place().station(), row.place().table(), row.key(), op, source, record);
        if (unsent.holdsBack(message)) {
            unacknowledged.setAside(row.place(), row.key(), answer);
            quarantined.lookAgain();
            return;
        }
        unacknowledged.forgetUnsent(row.place(), row.key());
        returnTopics.number(record);
        Message known = unacknowledged.add(row.place(), row.key(), answer);
        outbox.send(
                row.place().table(),
                op,
                record,
                offset -> known.sentAs(returnTopics.sent(row.place().station(), offset)));
    }

    @Override
    public boolean release(Outbox outbox) throws SQLException {
        returnTopics.committed();
        hiddenEdits.give();
        return unsent.release((table, op, record) -> {
            Optional<Message> message = returnTopics.release(fleet, table, record);
            returnTopics.number(record);
            StationCode station = topics.parseDown(record.topic()).orElseThrow();
            outbox.send(
                    table,
                    op,
                    record,
                    offset -> message.ifPresent(known -> known.sentAs(returnTopics.sent(station, offset))));
        });
    }

    @Override
    public void committed() throws SQLException {
        if (unsent.committed()) {
            quarantined.lookAgain();
        }
    }

    /** @return null if the image is null, or is of a row that no known station has */
    private @Nullable StationRow stationRow(Origin origin, @Nullable Row image) {
        if (image == null) {
            return null;
        }
        String table = origin.event().table().table();
        Optional<Station> station =
                Optional.ofNullable(image.find(codeColumn)).flatMap(code -> fleet.owning(code.display()));
        Optional<TableSchema> schema = station.flatMap(known -> known.table(table));
        if (schema.isPresent() && projection.isAddressable(station.orElseThrow(), schema.get(), image.columns())) {
            return projection.row(station.orElseThrow(), schema.get(), image);
        }
        if (fleet.stations().stream().anyMatch(other -> other.table(table).isPresent())) {
            meters.count("sync.edits.without.station.rows", "Edits of rows whose code no station has", "table", table);
            log.warn(
                    "{} of {}: an edit of a row whose code no station announces, or whose key is no longer its station's, stays here",
                    origin.source().gtid(),
                    table);
        }
        return null;
    }

    private RowChange shared(Station station, TableSchema schema, RowChange change) {
        @Nullable Row before = change.before();
        @Nullable Row after = change.after();
        return new RowChange(
                change.op(),
                before == null ? null : projection.image(station, schema, before),
                after == null ? null : projection.image(station, schema, after));
    }

    @Override
    public Map<String, byte[]> status(Position position) {
        Map<String, byte[]> records = new HashMap<>(returnTopics.changedRecords());
        records.put(StatusRecords.OWED_LOADS, hiddenEdits.record());
        records.put(
                StatusRecords.POSITION,
                StatusRecords.write(PositionRecord.of(
                        position, Seen.NOTHING, Map.of(), Map.of(), unsent.state(), Map.of(), watermark)));
        return records;
    }

    @Override
    public Map<String, byte[]> heartbeat() {
        CenterHeartbeat now = new CenterHeartbeat(instance.name(), version, clock.millis());
        return Map.of(StatusRecords.HEARTBEAT, StatusRecords.write(now));
    }
}
