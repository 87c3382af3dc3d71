package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantineTable;
import io.stationsync.quarantine.SetAside;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In which order changes that were received are set aside. */
class QuarantineTableIT {
    private static final int LARGE = 2 * 1024 * 1024;
    private static final RowKey KEY = new RowKey(Row.of(Map.of("id", Value.of(7))));
    private static final MariaDbServer SERVER = Servers.mariaDb();

    @BeforeAll
    static void start() {
        Flyway.configure()
                .dataSource(SERVER.jdbcUrl(""), "root", SERVER.rootPassword())
                .schemas("stationsync")
                .defaultSchema("stationsync")
                .createSchemas(true)
                .locations("classpath:db/stationsync/shared", "classpath:db/stationsync/center")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int length) {
        byte[] value = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>("up", 0, offset, new byte[0], value);
    }

    private static SetAside waiting(long offset, int length) {
        return SetAside.waiting(record(offset, length), "t", KEY, Op.UPDATE);
    }

    private static String stored() throws SQLException {
        try (Connection connection = SERVER.connect("stationsync");
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT GROUP_CONCAT(record_offset, IF(payload IS NULL AND raw IS NULL, ' large', '') ORDER BY id SEPARATOR ', ')"
                                + " FROM sync_quarantine")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void changes_are_numbered_in_the_order_of_their_records_whatever_their_size_and_state() throws SQLException {
        List<SetAside> all = List.of(
                SetAside.unreadable(record(14, 1), "t", "no JSON"),
                waiting(10, LARGE),
                waiting(11, 1),
                waiting(12, LARGE),
                waiting(15, 1),
                waiting(13, 1));
        try (Connection connection = SERVER.connect("stationsync")) {
            QuarantineTable.store(connection, new StationCode("ST001"), all);
        }

        assertThat(stored()).isEqualTo("10 large, 11, 12 large, 13, 14, 15");
    }
}
