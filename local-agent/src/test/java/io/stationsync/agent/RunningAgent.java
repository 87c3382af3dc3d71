package io.stationsync.agent;

import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.servers.Backup;
import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.RefusingTopic;
import io.stationsync.servers.Servers;
import io.stationsync.transport.TopicAdmin;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.MaxRowSize;
import io.stationsync.wire.RecordHeaders;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
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

/** The agent of the station ST001 in this JVM, on a real MariaDB and Kafka; the test is the center. */
final class RunningAgent implements AutoCloseable {
    static final String DOWN = "sync.down.ST001";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final MariaDbServer database = Servers.mariaDb();
    private final KafkaServer kafka = Servers.kafka();
    private final String tables;
    private final KafkaProducer<byte[], byte[]> producer;
    private final EnvelopeWriter writer = new EnvelopeWriter();
    private Seq seq = new Seq(1, 0);
    private @Nullable ConfigurableApplicationContext context;

    record Answer(int status, JsonNode body) {}

    RunningAgent(String tables, String... ddl) {
        this.tables = tables;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            database.execute("CREATE DATABASE station");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute(ddl);
    }

    String jdbcUrl() {
        return database.jdbcUrl("station");
    }

    String password() {
        return database.rootPassword();
    }

    void restart(String... settings) {
        stop();
        start(settings);
    }

    void start(String... settings) {
        launch(settings);
        await(
                "the agent runs",
                () -> health("capture").equals("RUNNING")
                        && (health("apply").equals("RUNNING") || health("apply").equals("PAUSED")));
    }

    /** As {@link #start}, of an agent that may be unable to run. */
    void launch(String... settings) {
        List<String> args = new ArrayList<>(List.of(
                "--server.port=0",
                "--sync.station=ST001",
                "--sync.tables=" + tables,
                "--sync.heartbeat-interval=1s",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + database.jdbcUrl("station"),
                "--spring.datasource.username=root",
                "--spring.datasource.password=" + database.rootPassword()));
        for (String setting : settings) {
            args.removeIf(before -> before.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
            args.add(setting);
        }
        context = new SpringApplicationBuilder(LocalAgentApplication.class).run(args.toArray(new String[0]));
    }

    void stop() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    String health(String component) {
        return details(component).path("state").asString("");
    }

    JsonNode details(String component) {
        return get("/actuator/health/sync")
                .body()
                .path("components")
                .path(component)
                .path("details");
    }

    /** What the station's database has now. */
    Backup backUp() {
        try {
            return Backup.of(database, List.of("station", "stationsync"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until it is closed, no position can be stored in Kafka. */
    RefusingTopic refusePositions() {
        return new RefusingTopic(kafka, "sync.status.ST001");
    }

    /** The binlog forgets what has been written so far. */
    void purgeBinlog() {
        execute("FLUSH BINARY LOGS");
        List<String> logs = List.of(value("SHOW BINARY LOGS").split(" "));
        String last = logs.get(logs.size() - 1);
        // The server keeps what it still reads for a client that has just gone.
        await("nothing before %s is left".formatted(last), () -> {
            execute("PURGE BINARY LOGS TO '%s'".formatted(last));
            return value("SHOW BINARY LOGS").equals(last);
        });
    }

    private URI uri(String path) {
        if (context == null) {
            throw new IllegalStateException("the agent does not run");
        }
        return URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    Answer post(String path, String body) {
        return send(HttpRequest.newBuilder(uri("/api/quarantine/" + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), JsonMapper.shared().readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void execute(String... statements) {
        try (Connection connection = database.connect("station");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row, joined by blanks. */
    String value(String query) {
        try (Connection connection = database.connect("station");
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

    void awaitValue(String query, String expected) {
        await(query + " is " + expected, () -> value(query).equals(expected));
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Sends a message as the center would. @param columns that an update names */
    void message(String table, RowChange change, String... columns) {
        byte[] value = writer.value(new Envelope(change, new Source("center", "master", table, "0-1-1", 0, 0), 0));
        Row image = change.image();
        byte[] key =
                writer.key(new RowKey(Row.of(new Columns(List.of("id", "code")), image.get("id"), image.get("code"))));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(DOWN, 0, key, value);
        if (columns.length > 0) {
            RecordHeaders.writeColumns(record.headers(), List.of(columns));
        }
        number(record);
        send(record);
    }

    /** Sends a command as the center would. @param kind that may be none */
    void command(long id, String kind, String table) {
        command("{\"id\":%d,\"kind\":\"%s\",\"table\":\"%s\",\"arguments\":\"{}\",\"reason\":\"anna: a test\"}"
                .formatted(id, kind, table));
    }

    /** Sends a command, whatever it says. */
    void command(String json) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(DOWN, 0, null, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("command", new byte[0]);
        number(record);
        send(record);
    }

    /** The status topic is deleted and made again at once, so that nobody meets it missing. */
    void makeStatusTopicAnew() {
        TopicAdmin.Settings settings =
                new TopicAdmin.Settings((short) 1, Duration.ofDays(7), Duration.ofDays(90), MaxRowSize.DEFAULT);
        NewTopic topic = TopicAdmin.status("sync.status.ST001", settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic.name())).all().get();
            await("it can be made again", () -> isMade(admin, topic));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isMade(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Kafka forgets what is on the return topic. */
    void forgetMessages() {
        TopicPartition partition = new TopicPartition(DOWN, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a record the next number, whatever it says. */
    void number(ProducerRecord<byte[], byte[]> record) {
        seq = seq.next();
        RecordHeaders.write(record.headers(), seq);
        RecordHeaders.writeSchema(record.headers(), "-");
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that is committed on a topic. */
    List<ConsumerRecord<byte[], byte[]>> topic(String topic) {
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

    /**
     * What the station has sent of a row but for the first load, as {@code c:text} of each change and {@code again} where it
     * says so.
     */
    List<String> sent(String table, long id) {
        List<String> sent = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : topic("sync.up.ST001." + table)) {
            JsonNode value = JsonMapper.shared().readTree(record.value());
            JsonNode image = value.path("after").isNull() ? value.path("before") : value.path("after");
            if (image.path("id").asLong() == id && !value.path("op").asString().equals("r")) {
                String text = image.path("text").asString("");
                sent.add("%s:%s%s"
                        .formatted(
                                value.path("op").asString(),
                                text.length() > 20 ? text.length() : text,
                                RecordHeaders.isAgain(record.headers()) ? " again" : ""));
            }
        }
        return sent;
    }

    JsonNode heartbeat() {
        return status("heartbeat");
    }

    /** What the status topic says under that key; an empty object for nothing. */
    JsonNode status(String key) {
        byte[] last = null;
        for (ConsumerRecord<byte[], byte[]> record : topic("sync.status.ST001")) {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
                last = record.value();
            }
        }
        return last == null
                ? JsonMapper.shared().createObjectNode()
                : JsonMapper.shared().readTree(last);
    }

    @Override
    public void close() {
        stop();
        producer.close();
        kafka.close();
        database.close();
    }
}
