package io.stationsync.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.database.RowReader;
import io.stationsync.database.RowValues;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;

/** A group goes to the server in another form than a single message: what is stored is the same for every type. */
class GroupedTypesIT {
    private static final String COLUMNS = """
            id bigint PRIMARY KEY, code varchar(9) NOT NULL, tiny tinyint, big bigint, ubig bigint unsigned, yr year,
            dec_ decimal(38,10), flt float, dbl double, bits bit(9), day date, at datetime(6), moment timestamp(6) NULL,
            t time(6), c char(5), vc varchar(50), txt mediumtext, bin binary(4), vb varbinary(20), bl blob,
            en enum('', 'a', 'b'), st set('x', 'y', 'z'), js json, u uuid, i4 inet4, i6 inet6, g point""";

    private static final List<String> ROWS = List.of(
            "1, 'ST001', -128, -9223372036854775808, 18446744073709551615, 1901, -1234567890123456789012345678.0123456789, 1.1, -0.0, b'100000001', '0000-00-00', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', '-838:59:59.000000', 'x', '', 'a\\\\\\'\"\\n', 0x00FF, '', 0x00, '', '', '{\"a\": 1.50}', '00000000-0000-0000-0000-000000000001', '0.0.0.0', '::', ST_GeomFromText('POINT(1 2)')",
            "2, 'ST001', 127, 9223372036854775807, 0, 2155, 0.0000000001, -3.4e38, 1.7976931348623157e308, b'0', '2024-02-29', '1000-01-01 00:00:00', '1970-01-01 00:00:01', '838:59:59', '한글 ', '\\ud55c\\uae00 한글 😀', REPEAT('한', 1000), 0xFFFFFFFF, 0x27, REPEAT(0xFF, 1000), 'b', 'x,z', '[]', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '255.255.255.255', '::ffff:1.2.3.4', NULL",
            "3, 'ST001', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
            "4, 'ST001', 0, 1, 9223372036854775808, 2000, 1, 0.1, 0.1, b'11', '2024-12-31', '2024-12-31 12:00:00.1', '2024-12-31 12:00:00.1', '00:00:00.1', '', 'b', '', 0x01020304, 0x0102, '', 'a', 'y', '\"\"', '123e4567-e89b-12d3-a456-426614174000', '10.0.0.1', '2001:db8::1', ST_GeomFromText('POINT(0 0)')");

    private static final ConsumerRecord<byte[], byte[]> RECORD =
            new ConsumerRecord<>("sync.down.ST001", 0, 0, new byte[0], new byte[0]);

    private static MariaDbServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb();
        server.execute("CREATE DATABASE test");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_group_stores_what_single_messages_store() throws Exception {
        try (Connection connection = DriverManager.getConnection(
                        server.jdbcUrl("test") + "?useBulkStmts=true", "root", server.rootPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
            for (String table : List.of("given", "alone", "together")) {
                statement.execute("CREATE TABLE %s (%s)".formatted(table, COLUMNS));
            }
            for (String row : ROWS) {
                statement.execute("INSERT INTO given VALUES (%s)".formatted(row));
            }
            statement.execute(RowValues.SESSION);
            for (String table : List.of("alone", "together")) {
                statement.execute("INSERT INTO %s (id, code) SELECT id, code FROM given".formatted(table));
            }
            MessageGroup group = new MessageGroup();
            MessageWriter writer = new MessageWriter(connection);
            for (Message message : messages(connection, "together")) {
                group.add(new MessageReader.Received(RECORD, message, null));
            }
            assertThat(writer.write(group)).containsOnly(true).hasSize(ROWS.size());
            for (Message message : messages(connection, "alone")) {
                assertThat(writer.write(message)).isTrue();
            }

            assertThat(rows(connection, "alone")).isEqualTo(rows(connection, "given"));
            assertThat(rows(connection, "together")).isEqualTo(rows(connection, "given"));
        }
    }

    /** That make a table what the given one is. */
    private static List<Message> messages(Connection connection, String name) throws Exception {
        StationTable table = table(name);
        List<String> columns = table.schema().columnNames().stream()
                .filter(column -> !column.equals("id") && !column.equals("code"))
                .toList();
        return rows(connection, "given").stream()
                .map(row -> Message.arrived(
                        table, table.key(row), RowChange.update(row.with(Map.of("tiny", Value.of(99))), row), columns))
                .toList();
    }

    private static List<Row> rows(Connection connection, String name) throws Exception {
        RowReader reader = new RowReader(table(name).schema().columns());
        List<Row> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT %s FROM %s ORDER BY id".formatted(reader.selectList(), name))) {
            while (rows.next()) {
                all.add(reader.read(rows));
            }
        }
        return all;
    }

    private static StationTable table(String name) throws Exception {
        var dataSource = new MariaDbDataSource(server.jdbcUrl("test") + "?user=root&password=" + server.rootPassword());
        StationTables tables = new StationTables(dataSource, "test", List.of(name), "code", Map.of());
        tables.refresh();
        return tables.get(name);
    }
}
