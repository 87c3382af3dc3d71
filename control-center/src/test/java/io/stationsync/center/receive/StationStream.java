package io.stationsync.center.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.verify.Looks;
import io.stationsync.database.ProgressTable;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.TableRecord;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one station sends of one table, given to the applier of a real database as the receiver would. The columns that rows
 * have, and what the station announces, are those of the last {@link #shape}.
 */
final class StationStream {
    private static final long EPOCH = 1;

    private final ConflictDatabase database;
    private final Fleet fleet;
    private final StationCode station;
    private final String table;
    private final UpPartition partition;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();
    private final Looks looks;
    private StationApplier applier;
    private TableSchema shape = new TableSchema("none", List.of(), List.of());
    private Runnable unread = () -> {};
    private long sent;

    StationStream(ConflictDatabase database, Fleet fleet, String station, String table, TablePolicy policy) {
        this.database = database;
        this.fleet = fleet;
        this.station = new StationCode(station);
        this.table = table;
        String topic = "sync.up.%s.%s".formatted(station, table);
        this.partition =
                new UpPartition(new UpTopic(this.station, table), new TopicPartition(topic, 0), Clock.systemUTC());
        this.looks = new Looks(database.dataSource());
        this.applier = applier(database.dataSource(), policy);
    }

    private StationApplier applier(DataSource dataSource, TablePolicy policy) {
        SyncMeters meters = new SyncMeters(new SimpleMeterRegistry());
        return new StationApplier(
                dataSource,
                fleet,
                new MasterTables("test", true, "code"),
                new TablePolicies(Map.of(table, policy)),
                new ConflictReport(meters),
                new Inquiries(),
                looks,
                meters);
    }

    /** As after a restart of the center, with another way to the database. */
    void restart(DataSource dataSource, TablePolicy policy) throws Exception {
        applier = applier(dataSource, policy);
        try (Connection connection = database.dataSource().getConnection()) {
            partition.progress(
                    ProgressTable.find(connection, partition.partition().topic(), 0));
        }
        waiting.removeIf(record -> record.offset() < partition.nextOffset().orElse(0));
    }

    UpPartition partition() {
        return partition;
    }

    Looks looks() {
        return looks;
    }

    StationApplier applier() {
        return applier;
    }

    /** The station's table looks like this from here on: {@code id int NOT NULL}, … with the key {@code id}. */
    void shape(String... columns) {
        List<Column> parsed = new ArrayList<>();
        for (String column : columns) {
            String[] nameAndRest = column.split(" ", 2);
            String[] typeAndDefault = nameAndRest[1].split(" DEFAULT ", 2);
            String type = typeAndDefault[0];
            boolean nullable = !type.endsWith(" NOT NULL");
            type = type.replace(" NOT NULL", "");
            String collation = type.contains("char") || type.contains("text") ? "utf8mb4_general_ci" : null;
            String value = typeAndDefault.length == 2 ? typeAndDefault[1] : null;
            parsed.add(new Column(nameAndRest[0], type, collation, nullable, value, false));
        }
        shape = new TableSchema(table, parsed, List.of("id"));
        fleet.announced(station, table, new TableRecord(shape.fingerprint(), shape, null));
        fleet.announced(station, shape.fingerprint(), shape);
        codes(station.value());
    }

    /** The station says which codes its rows have. */
    void codes(String... codes) {
        fleet.announced(
                station,
                new Heartbeat("test", "test", 0, List.of(codes), "code", -1, Map.of(), List.of(shape), Map.of(), null));
    }

    /** What the station has said before what it sends from now on, and nobody has read yet. */
    void unread(Runnable said) {
        unread = said;
    }

    /** A row of the shape, in its order: a number or a text each, null for NULL; and the code. */
    Row row(@Nullable Object... values) {
        Map<String, Value> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            row.put(
                    shape.columnNames().get(i),
                    value == null
                            ? Value.ofNull()
                            : value instanceof Number number
                                    ? Value.of(number.longValue())
                                    : Value.of(value.toString()));
        }
        row.put("code", Value.of(station.value()));
        return Row.of(row);
    }

    void insert(@Nullable Object... values) {
        send(RowChange.insert(row(values)));
    }

    void update(Row before, Row after) {
        send(RowChange.update(before, after));
    }

    /** As one that is made while the station waits for a load in which the center's rows count. */
    void updateBeforeLoad(Row before, Row after) {
        update(before, after);
        RecordHeaders.writeMode(waiting.get(waiting.size() - 1).headers(), LoadMode.CENTER);
    }

    void truncate() {
        send(writer.image(Row.of(Map.of("code", Value.of(station.value())))), RowChange.truncate());
    }

    void send(RowChange change) {
        send(writer.key(new RowKey(change.image().project(RowKey.keyColumns(List.of("id"), "code")))), change);
    }

    /** Tells of rows instead of changing any. */
    void report(RangeReport report) {
        report(report.json());
    }

    void report(byte[] value) {
        RecordHeaders.writeVerify(send(writer.image(Row.of(Map.of("code", Value.of(station.value())))), value)
                .headers());
    }

    private void send(byte[] key, RowChange change) {
        Source source = new Source(station.value(), "test", table, "0-1-1", 0, 0);
        send(key, writer.value(new Envelope(change, source, 0)));
    }

    private ConsumerRecord<byte[], byte[]> send(byte[] key, byte[] value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(partition.partition().topic(), 0, sent, key, value);
        sent++;
        RecordHeaders.writeSchema(record.headers(), shape.fingerprint());
        RecordHeaders.write(record.headers(), new Seq(EPOCH, sent));
        RecordHeaders.writeSeen(record.headers(), -1);
        waiting.add(record);
        return record;
    }

    /** Applies all that was sent. */
    void apply() throws Exception {
        while (!waiting.isEmpty()) {
            int applied = applier.apply(partition, waiting, asked -> unread.run());
            waiting.subList(0, applied).clear();
        }
    }

    /** Why nothing can be applied. */
    String refusal() throws Exception {
        try {
            apply();
        } catch (EngineException e) {
            return e.state() + ": " + e.getMessage();
        }
        return "everything was applied";
    }
}
