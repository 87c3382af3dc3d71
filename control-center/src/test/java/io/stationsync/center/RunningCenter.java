package io.stationsync.center;

import io.stationsync.database.SchemaReader;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.TableSchema;
import io.stationsync.servers.Backup;
import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.RefusingTopic;
import io.stationsync.servers.Servers;
import io.stationsync.transport.KafkaClients;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.MaxRowSize;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.Seen;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.Alive;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The center in this JVM, on a real MariaDB and Kafka; the test is the station ST001. */
public final class RunningCenter implements AutoCloseable {
    public static final String DOWN = "sync.down.ST001";
    private static final String STATUS = "sync.status.ST001";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final MariaDbServer database = Servers.mariaDb();
    private final KafkaServer kafka = Servers.kafka();
    private final KafkaProducer<byte[], byte[]> producer;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final Map<String, Seq> seqs = new HashMap<>();
    private final List<TableSchema> tables = new ArrayList<>();
    private List<String> codes = List.of("ST001");
    private Map<String, String> counts = Map.of();
    private long epoch = 1;
    private @Nullable ConfigurableApplicationContext context;

    /** The master database goes away, as in a crash. */
    public void killDatabase() {
        database.kill();
    }

    public void startDatabase() {
        database.start();
    }

    public record Answer(int status, JsonNode body) {}

    /** @param ddl of the master tables */
    public RunningCenter(String... ddl) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20, "compression.type", "zstd"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            database.execute("CREATE DATABASE master", "CREATE DATABASE station");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute(ddl);
    }

    /** Has the station announce a table. @param ddl of the station's table */
    public void announce(String table, String ddl) {
        TableSchema shape = have(table, ddl);
        createTopics(List.of(table));
        announce(shape);
    }

    /** The station says what a table looks like, or looks like now. */
    public void announce(TableSchema shape) {
        status(StatusRecords.SCHEMA_PREFIX + shape.fingerprint(), StatusRecords.write(shape));
        heartbeat(-1);
    }

    /** The station's table has another shape from now on, and nothing has been said yet. @param ddl that changes it */
    public TableSchema have(String table, String ddl) {
        execute("USE station", ddl);
        TableSchema shape;
        try (Connection connection = database.connect("station")) {
            shape = SchemaReader.read(connection, "station", table).orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        tables.removeIf(before -> before.table().equals(table));
        tables.add(shape);
        return shape;
    }

    private void createTopics(List<String> upTables) {
        TopicAdmin.Settings settings =
                new TopicAdmin.Settings((short) 1, Duration.ofDays(7), Duration.ofDays(90), MaxRowSize.DEFAULT);
        List<NewTopic> topics =
                new ArrayList<>(List.of(TopicAdmin.status(STATUS, settings), TopicAdmin.down(DOWN, settings)));
        upTables.forEach(table -> topics.add(TopicAdmin.up(up(table), settings)));
        Map<String, Object> servers = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = new KafkaClients(servers, servers, servers, MaxRowSize.DEFAULT).newAdmin()) {
            TopicAdmin.ensure(admin, topics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param seen of the return topic */
    public void heartbeat(long seen) {
        heartbeat(new Seen(seen, Map.of()));
    }

    public void heartbeat(Seen seen) {
        heartbeat(seen, Map.of());
    }

    /** The station tells how far its loads are. */
    public void heartbeat(Map<String, TableLoad> loads) {
        heartbeat(new Seen(-1, Map.of()), loads);
    }

    private void heartbeat(Seen seen, Map<String, TableLoad> loads) {
        byte[] value = StatusRecords.write(new Heartbeat(
                "test",
                "test",
                0,
                codes,
                "code",
                seen.last(),
                counts,
                tables,
                loads,
                Map.of("part", 3L),
                seen.stored()));
        status(StatusRecords.HEARTBEAT, value);
    }

    /** The station has been given other codes, and says so. */
    public void codes(String... given) {
        codes = List.of(given);
        heartbeat(-1);
    }

    /** From now on the station's heartbeats say how many records it has sent. */
    public void count() {
        counts = StatusRecords.text(seqs);
        heartbeat(-1);
    }

    /** The station has lost its count. */
    public void countAnew() {
        seqs.clear();
        epoch++;
    }

    /** The station has nothing new to say. @param ms when, since 1970 */
    public void alive(long ms) {
        status(StatusRecords.ALIVE, StatusRecords.write(new Alive(ms)));
    }

    /** The station tells what became of commands. */
    public void answer(CommandResult... results) {
        status(StatusRecords.COMMANDS, StatusRecords.write(new CommandResult.Last(List.of(results))));
    }

    private void status(String key, byte[] value) {
        send(new ProducerRecord<>(STATUS, 0, key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    public static String up(String table) {
        return "sync.up.ST001." + table;
    }

    public void start(String... settings) {
        launch(settings);
        await(
                "the center runs",
                () -> health("capture").equals("RUNNING") && health("apply").equals("RUNNING"));
    }

    /** As {@link #start}, of a center that may be unable to run. */
    public void launch(String... settings) {
        List<String> args = new ArrayList<>(List.of(
                "--server.port=0",
                "--sync.heartbeat-interval=1s",
                "--sync.discovery-interval=1s",
                "--spring.security.user.name=anna",
                "--spring.security.user.password=a password",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + database.jdbcUrl("master"),
                "--spring.datasource.username=root",
                "--spring.datasource.password=" + database.rootPassword()));
        args.addAll(List.of(settings));
        context = new SpringApplicationBuilder(ControlCenterApplication.class).run(args.toArray(new String[0]));
    }

    public void restart(String... settings) {
        stop();
        start(settings);
    }

    public void stop() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    /** What the center's database has now. */
    public Backup backUp() {
        try {
            return Backup.of(database, List.of("master", "stationsync"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void restore(Backup backup) {
        try {
            backup.restore();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As after Kafka was made anew, but for what the station announces of itself. */
    public void wipeTopics(String... tables) {
        List<String> topics = new ArrayList<>(List.of(DOWN, "sync.status.center"));
        List.of(tables).forEach(table -> topics.add(up(table)));
        delete(topics);
        createTopics(List.of(tables));
    }

    /** As after the topic was deleted by hand, and made anew by the agent. */
    public void wipeUpTopic(String table) {
        deleteUpTopic(table);
        createUpTopic(table);
    }

    public void deleteUpTopic(String table) {
        delete(List.of(up(table)));
    }

    public void createUpTopic(String table) {
        createTopics(List.of(table));
    }

    private void delete(List<String> topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(topics).all().get();
            await("the topics are gone", () -> topics.stream().noneMatch(names(admin)::contains));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> names(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until it is closed, no position can be stored in Kafka. */
    public RefusingTopic refusePositions() {
        return new RefusingTopic(kafka, "sync.status.center");
    }

    /** The binlog forgets what has been written so far. */
    public void purgeBinlog() {
        execute("FLUSH BINARY LOGS");
        List<String> logs = List.of(value("SHOW BINARY LOGS").split(" "));
        String last = logs.get(logs.size() - 1);
        // The server keeps what it still reads for a client that has just gone.
        await("nothing before %s is left".formatted(last), () -> {
            execute("PURGE BINARY LOGS TO '%s'".formatted(last));
            return value("SHOW BINARY LOGS").equals(last);
        });
    }

    public JsonNode details(String component) {
        return get("/actuator/health/sync")
                .body()
                .path("components")
                .path(component)
                .path("details");
    }

    public String health(String component) {
        return details(component).path("state").asString("");
    }

    public double metric(String line) {
        return metrics(line)
                .mapToDouble(one -> Double.parseDouble(one.substring(one.lastIndexOf(' ') + 1)))
                .sum();
    }

    public boolean hasMetric(String line) {
        return metrics(line).findAny().isPresent();
    }

    private Stream<String> metrics(String line) {
        HttpResponse<String> answer = exchange(request("/actuator/prometheus"));
        return answer.body().lines().filter(one -> one.startsWith(line));
    }

    private HttpRequest.Builder request(String path) {
        if (context == null) {
            throw new IllegalStateException("the center does not run");
        }
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        String login = Base64.getEncoder().encodeToString("anna:a password".getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Basic " + login);
    }

    public Answer get(String path) {
        return send(request(path));
    }

    public Answer post(String path, String body) {
        return call("/api/quarantine/" + path, body);
    }

    /** Posts a JSON object. */
    public Answer call(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static Answer send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request);
        return new Answer(response.statusCode(), JsonMapper.shared().readTree(response.body()));
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void execute(String... statements) {
        try (Connection connection = database.connect("master");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row, joined by blanks. */
    public String value(String query) {
        try (Connection connection = database.connect("master");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return String.join(" ", values);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void awaitValue(String query, String expected) {
        await(query + " is " + expected, () -> value(query).equals(expected));
    }

    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The station's change of a row with the columns {@code id} and {@code code}. */
    public void change(String table, RowChange change) {
        change(table, change, -1);
    }

    /** @param seen of the return topic */
    public void change(String table, RowChange change, long seen) {
        byte[] value = writer.value(new Envelope(change, new Source("ST001", "station", table, "0-1-1", 0, 0), 0));
        byte[] key = writer.key(new RowKey(keyOf(change.image()).project(RowKey.keyColumns(List.of("id"), "code"))));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(up(table), 0, key, value);
        number(record);
        RecordHeaders.writeSchema(record.headers(), fingerprint(table));
        record.headers().remove("seen");
        RecordHeaders.writeSeen(record.headers(), seen);
        send(record);
    }

    private String fingerprint(String table) {
        return tables.stream()
                .filter(shape -> shape.table().equals(table))
                .map(TableSchema::fingerprint)
                .reduce("-", (earlier, last) -> last);
    }

    private static Row keyOf(Row image) {
        return image.only(column -> column.equals("id") || column.equals("code"));
    }

    /** Gives a record the next number of its topic, whatever it says. */
    public void number(ProducerRecord<byte[], byte[]> record) {
        Seq seq = seqs.getOrDefault(record.topic(), new Seq(epoch, 0)).next();
        seqs.put(record.topic(), seq);
        RecordHeaders.write(record.headers(), seq);
        RecordHeaders.writeSeen(record.headers(), -1);
    }

    /** Not yet sent when this returns, see {@link #flush}. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    public void flush() {
        producer.flush();
    }

    /** Everything that is committed on a topic. */
    public List<ConsumerRecord<byte[], byte[]>> topic(String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        stop();
        producer.close();
        kafka.close();
        database.close();
    }
}
