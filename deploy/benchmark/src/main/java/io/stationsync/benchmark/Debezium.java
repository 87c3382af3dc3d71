package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import io.stationsync.demo.StationDatabase;
import io.stationsync.demo.SyncedTable;
import io.stationsync.servers.KafkaServer;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** Debezium's MariaDB source and its JDBC sink in one worker of Kafka Connect, with the settings that they have by themselves. */
final class Debezium implements Mover, AutoCloseable {
    static final String NAME = "Debezium + JDBC sink";
    private static final String SOURCE = "source";
    private static final String SINK = "sink";
    private static final String SCHEMA = "debezium";
    private static final String TOPIC = "debezium.%s.%s".formatted(Database.SCHEMA, SyncedTable.KAFKA_TEST.name());

    private final StationDatabase station;
    private final Replica replica;
    private final KafkaServer kafka;
    private final ConnectWorker worker;
    private final TopicBytes topic;
    private long bytesBefore;

    /** Begins with what the station changes from now on. */
    Debezium(StationDatabase station, Replica replica, KafkaServer kafka, ConnectWorker worker) {
        this.station = station;
        this.replica = replica;
        this.kafka = kafka;
        this.worker = worker;
        this.topic = new TopicBytes(kafka, TOPIC);
        replica.prepare(SCHEMA, SyncedTable.KAFKA_TEST.stationDdl());
        worker.create(SOURCE, source());
        worker.create(SINK, sink());
    }

    private Map<String, String> source() {
        return Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.mariadb.MariaDbConnector"),
                Map.entry("database.hostname", station.server().host()),
                Map.entry("database.port", String.valueOf(station.server().port())),
                Map.entry("database.user", "root"),
                Map.entry("database.password", station.server().rootPassword()),
                Map.entry("database.server.id", "77"),
                Map.entry("database.ssl.mode", "disable"),
                Map.entry("topic.prefix", "debezium"),
                Map.entry("database.include.list", Database.SCHEMA),
                Map.entry("table.include.list", "%s.%s".formatted(Database.SCHEMA, SyncedTable.KAFKA_TEST.name())),
                Map.entry("schema.history.internal.kafka.bootstrap.servers", kafka.bootstrapServers()),
                Map.entry("schema.history.internal.kafka.topic", "debezium-history"),
                Map.entry("topic.creation.default.partitions", "1"),
                Map.entry("topic.creation.default.replication.factor", "1"));
    }

    private Map<String, String> sink() {
        return Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
                Map.entry("topics", TOPIC),
                Map.entry("connection.url", replica.server().jdbcUrl(SCHEMA)),
                Map.entry("connection.username", "root"),
                Map.entry("connection.password", replica.server().rootPassword()),
                Map.entry("insert.mode", "upsert"),
                Map.entry("delete.enabled", "true"),
                Map.entry("primary.key.mode", "record_key"),
                Map.entry("collection.name.format", SyncedTable.KAFKA_TEST.name()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Connection target() {
        return replica.connect(SCHEMA);
    }

    @Override
    public List<Watched> processes() {
        return List.of(
                worker.watched(),
                Watched.of("station's database", station.server()),
                Watched.of("replica", replica.server()),
                Watched.of("Kafka", kafka));
    }

    @Override
    public long bytes() {
        return topic.total();
    }

    @Override
    public void release() {
        worker.resume(SOURCE);
        worker.awaitRunning(SOURCE);
        worker.resume(SINK);
    }

    @Override
    public void hold() {
        worker.stop(SOURCE);
        worker.stop(SINK);
    }

    @Override
    public String state() {
        return worker.state(SOURCE) + "\n" + worker.state(SINK) + "\n" + worker.tail();
    }

    @Override
    public void standStillAtStation() {
        StandStill.begin(worker.pid());
    }

    @Override
    public void releaseAtStation() {
        bytesBefore = bytes();
        StandStill.end(worker.pid());
        worker.resume(SOURCE);
        worker.awaitRunning(SOURCE);
    }

    @Override
    public void awaitReadAtStation() {
        topic.awaitRest(bytesBefore);
    }

    @Override
    public void close() {
        worker.close();
    }
}
