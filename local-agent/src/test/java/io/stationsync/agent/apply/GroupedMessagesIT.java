package io.stationsync.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.apply.MessageReader.Batch;
import io.stationsync.agent.apply.MessageReader.Received;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.database.RowValues;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Seq;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;

/** What is written in groups ends as what is written one by one. The seed of a failure is in its message. */
class GroupedMessagesIT {
    private static final String TOPIC = "sync.down.ST001";
    private static final int BATCHES = 150;
    private static final int MESSAGES = 40;
    private static final int KEYS = 8;

    private static MariaDbServer server;
    private static StationTable table;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.mariaDb();
        server.execute("CREATE DATABASE test", "CREATE DATABASE stationsync", """
                CREATE TABLE test.item (
                  id bigint PRIMARY KEY, text varchar(3), name varchar(9) UNIQUE, amount int NOT NULL DEFAULT 7,
                  changed datetime(3) ON UPDATE CURRENT_TIMESTAMP(3), code varchar(9) NOT NULL)""");
        var dataSource = new MariaDbDataSource(server.jdbcUrl("test") + "?user=root&password=" + server.rootPassword());
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("stationsync")
                .defaultSchema("stationsync")
                .locations("classpath:db/stationsync/shared", "classpath:db/stationsync/agent")
                .load()
                .migrate();
        StationTables tables = new StationTables(dataSource, "test", List.of("item"), "code", Map.of());
        tables.refresh();
        table = tables.get("item");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void groups_end_as_single_messages_do_whatever_comes_in_whatever_order() throws Exception {
        int groups = 0;
        for (int seed = 0; seed < BATCHES; seed++) {
            Random random = new Random(seed);
            // Half of the batches have nothing that is refused.
            Batch batch = batch(random, seed % 2 == 0);
            Outcome alone = outcome(batch, false);
            Outcome together = outcome(batch, true);
            if (together != Outcome.REFUSED) {
                groups++;
                assertThat(together).as("seed %d", seed).isEqualTo(alone);
            } else {
                assertThat(alone.setAside()).as("seed %d", seed).isNotZero();
            }
        }
        assertThat(groups).isBetween(BATCHES / 10, BATCHES - 1);
    }

    private static Batch batch(Random random, boolean clean) {
        List<Received> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            Message message = message(random, clean);
            messages.add(new Received(new ConsumerRecord<>(TOPIC, 0, i, new byte[0], new byte[0]), message, null));
        }
        return new Batch(messages, List.of(), List.of(), Seq.NONE, messages.size());
    }

    private static Message message(Random random, boolean clean) {
        Row before = row(random, true);
        Map<String, Value> changed = new LinkedHashMap<>();
        row(random, clean).columns().names().forEach(name -> changed.put(name, before.get(name)));
        Row wanted = row(random, clean);
        changed.put("text", wanted.get("text"));
        changed.put("name", wanted.get("name"));
        Row after = Row.of(changed);
        return switch (random.nextInt(6)) {
            case 0 -> arrived(RowChange.delete(before));
            case 1, 2 -> arrived(RowChange.upsert(after));
            case 3 -> arrived(RowChange.update(before, after), "text", "name");
            default -> arrived(RowChange.update(before, after), "text");
        };
    }

    private static Message arrived(RowChange change, String... columns) {
        return Message.arrived(table, table.key(change.image()), change, List.of(columns));
    }

    private static Row row(Random random, boolean clean) {
        long id = 1 + random.nextInt(KEYS);
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of(clean || random.nextInt(20) > 0 ? "t" + random.nextInt(9) : "too long"));
        values.put("name", clean ? Value.ofNull() : Value.of("n" + random.nextInt(4 * KEYS)));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    /** @param rows of the table in the end, and which messages found one */
    private record Outcome(String rows, int setAside) {
        static final Outcome REFUSED = new Outcome("", -1);
    }

    /** As the agent does. */
    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl("test") + "?useBulkStmts=true", "root", server.rootPassword());
    }

    private static Outcome outcome(Batch batch, boolean grouped) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(RowValues.SESSION);
            connection.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO item (id, text, name, code) SELECT seq, 'old', CONCAT('n', seq), 'ST001' FROM seq_1_to_5");
            BatchWriter writer = new BatchWriter(connection, TOPIC, batch, true, grouped);
            try {
                writer.write(batch);
                return new Outcome(
                        "%s applied %d without row %d"
                                .formatted(
                                        rows(statement),
                                        writer.applied().size(),
                                        writer.withoutRow().size()),
                        writer.setAside().size());
            } catch (GroupRefusedException e) {
                return Outcome.REFUSED;
            } finally {
                connection.rollback();
            }
        }
    }

    private static String rows(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT GROUP_CONCAT(CONCAT_WS(' ', id, text, name, amount, changed IS NULL) ORDER BY id) FROM item")) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
