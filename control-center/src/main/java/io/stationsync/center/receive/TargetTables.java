package io.stationsync.center.receive;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.merge.Stamps;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which shape the rows of a record have, and the master table that takes them. Thread-safe. */
final class TargetTables {
    private final DataSource dataSource;
    private final Fleet fleet;
    private final MasterTables masterTables;
    private final TablePolicies policies;
    private final Widening widening;
    private final Map<Wanted, Resolved> tables = new ConcurrentHashMap<>();

    /** What a master table was looked up for. Most stations want the same of it. */
    private record Wanted(TableSchema shape, String codeColumn) {}

    /**
     * A master table that was looked up.
     *
     * @param version of it, before it was looked up
     */
    private record Resolved(int version, MasterTable master) {}

    TargetTables(DataSource dataSource, Fleet fleet, MasterTables masterTables, TablePolicies policies) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.masterTables = masterTables;
        this.policies = policies;
        this.widening = new Widening(dataSource, masterTables);
    }

    /** Whether the station has told what the shape is that the record names, if it names one. */
    boolean knowsShape(UpTopic topic, ConsumerRecord<byte[], byte[]> record) {
        String fingerprint = RecordHeaders.schema(record.headers());
        return fingerprint.isEmpty()
                || fleet.station(topic.station())
                        .flatMap(station -> station.shape(topic.table(), fingerprint))
                        .isPresent();
    }

    /** @return the announced shape if the station has never told of that of the record */
    TableSchema shape(UpTopic topic, ConsumerRecord<byte[], byte[]> record) throws EngineException {
        TableSchema announced = announced(topic);
        return station(topic)
                .shape(topic.table(), RecordHeaders.schema(record.headers()))
                .orElse(announced);
    }

    TableSchema announced(UpTopic topic) throws EngineException {
        Station station = station(topic);
        return station.table(topic.table())
                .orElseThrow(() -> new EngineException(
                        State.WAITING_FOR_STATION,
                        "station %s does not announce the table %s (its sync.tables: %s)"
                                .formatted(
                                        topic.station(),
                                        topic.table(),
                                        station.heartbeat().tables().stream()
                                                .map(TableSchema::table)
                                                .toList())));
    }

    private Station station(UpTopic topic) throws EngineException {
        return fleet.station(topic.station())
                .orElseThrow(() -> new EngineException(
                        State.WAITING_FOR_STATION,
                        "station %s has not announced itself yet".formatted(topic.station())));
    }

    /** The master table for rows of that shape, made if it is missing and may be made, and changed if it may be. */
    MasterTable table(UpTopic topic, TableSchema shape) throws SQLException, EngineException {
        int version = masterTables.version(topic.table());
        Wanted wanted = new Wanted(shape, station(topic).heartbeat().codeColumn());
        Resolved known = tables.get(wanted);
        if (known != null && known.version() == version) {
            return known.master();
        }
        Found found = find(topic, shape);
        if (found instanceof Found.Ready ready) {
            checkNewestBy(ready.table());
            tables.put(wanted, new Resolved(version, ready.table()));
            return ready.table();
        }
        if (found instanceof Found.Missing missing) {
            throw new EngineException(
                    State.WAITING_FOR_TABLE,
                    "master table %s does not exist and sync.auto-create is false. Make it, for example with: %s"
                            .formatted(topic.table(), missing.statement()));
        }
        throw new EngineException(State.WAITING_FOR_TABLE, ((Found.Unfit) found).problem());
    }

    private Found find(UpTopic topic, TableSchema shape) throws SQLException, EngineException {
        Station station = station(topic);
        // Rows may come without them.
        Set<String> left = fleet.columns(topic.table());
        Found found;
        try (Connection connection = dataSource.getConnection()) {
            found = masterTables.find(connection, station, shape, left);
        }
        boolean follows =
                found.widening().isPresent() && policies.of(topic.table()).evolve() == Evolve.ADD;
        return follows ? widening.follow(station, shape, left) : found;
    }

    private void checkNewestBy(MasterTable table) throws EngineException {
        String newestBy = policies.of(table.name()).newestBy();
        if (newestBy != null
                && table.columns().stream()
                        .noneMatch(column ->
                                column.name().equals(newestBy) && Stamps.TYPES.contains(column.valueType()))) {
            throw new EngineException(
                    State.WAITING_FOR_TABLE,
                    "sync.tables.%s.newest-by is '%s' (expected: a column of the station's table and the master's, one of the types %s). Correct the setting and restart the center, or add the column"
                            .formatted(table.name(), newestBy, Stamps.TYPES));
        }
    }

    /** The table may have been changed under us: it is looked at again next time. */
    void forget(UpTopic topic) {
        tables.keySet().removeIf(wanted -> wanted.shape().table().equals(topic.table()));
    }
}
