package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of a table only a part travels: some columns, some of them under other names, of some rows. */
class SelectionIT {
    private static final SyncedTable ORDERS = new SyncedTable("orders", """
            CREATE TABLE orders (
              no int NOT NULL PRIMARY KEY, `내용` varchar(50), secret varchar(50) DEFAULT 'none',
              state varchar(10) NOT NULL, code varchar(20) NOT NULL)""", "");

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(ORDERS)
            .withAgentProperty("sync.selection[0].table", "orders")
            .withAgentProperty("sync.selection[0].exclude", "secret")
            .withAgentProperty("sync.selection[0].columns[0].station", "no")
            .withAgentProperty("sync.selection[0].columns[0].master", "id")
            .withAgentProperty("sync.selection[0].columns[1].station", "내용")
            .withAgentProperty("sync.selection[0].columns[1].master", "text")
            .withAgentProperty("sync.selection[0].rows", "state != 'draft'"));
    private static final Station STATION = FLEET.station("ST001");

    private static final String AT_CENTER =
            "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS(' ', id, text, state) ORDER BY id), '-') FROM orders WHERE id DIV 10 = %d";
    private static final String AT_STATION =
            "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS(' ', no, `내용`, secret, state) ORDER BY no), '-') FROM orders WHERE no DIV 10 = %d";

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static void insert(int no, String text, String state) {
        STATION.database()
                .execute("INSERT INTO orders VALUES (%d, '%s', 'top secret %1$d', '%s', 'ST001')"
                        .formatted(no, text, state));
    }

    private static void update(int no, String assignments) {
        STATION.database().execute("UPDATE orders SET %s WHERE no = %d".formatted(assignments, no));
    }

    private static void awaitCenter(int ten, String rows) {
        Tables.await(master(), AT_CENTER.formatted(ten), rows);
    }

    private static void awaitStation(int ten, String rows) {
        Tables.await(STATION.database(), AT_STATION.formatted(ten), rows);
    }

    @Test
    void rows_enter_and_leave_the_center_with_the_selection() {
        insert(10, "a", "open");
        insert(11, "b", "draft");
        insert(12, "c", "open");
        awaitCenter(1, "10 a open,12 c open");

        update(11, "state = 'open'");
        update(12, "state = 'draft'");
        update(10, "`내용` = 'A', secret = 'top secret too'");
        awaitCenter(1, "10 A open,11 b open");

        STATION.database().execute("UPDATE orders SET no = 19 WHERE no = 11", "DELETE FROM orders WHERE no = 12");
        awaitCenter(1, "10 A open,19 b open");
        assertThat(master().columns("orders")).containsExactly("master_id", "id", "text", "state", "code");
    }

    @Test
    void what_the_center_edits_comes_down_under_the_stations_names() {
        insert(20, "a", "open");
        insert(21, "b", "open");
        awaitCenter(2, "20 a open,21 b open");

        master().execute("UPDATE orders SET text = 'A' WHERE id = 20", "DELETE FROM orders WHERE id = 21");

        awaitStation(2, "20 A top secret 20 open");
    }

    @Test
    void an_edit_at_the_center_that_takes_a_row_out_of_the_selection_takes_it_away_there() {
        insert(30, "a", "open");
        awaitCenter(3, "30 a open");

        master().execute("UPDATE orders SET state = 'draft' WHERE id = 30");

        awaitCenter(3, "-");
        awaitStation(3, "30 a top secret 30 draft");
        update(30, "state = 'open'");
        awaitCenter(3, "30 a open");
    }

    @Test
    void a_row_that_left_the_selection_is_no_longer_the_centers_to_edit_or_delete() {
        insert(40, "a", "open");
        insert(41, "b", "open");
        awaitCenter(4, "40 a open,41 b open");

        STATION.link().cut();
        try {
            master().execute("UPDATE orders SET text = 'A' WHERE id = 40", "DELETE FROM orders WHERE id = 41");
            update(40, "state = 'draft'");
            update(41, "state = 'draft'");
        } finally {
            STATION.link().restore();
        }
        awaitCenter(4, "-");
        FLEET.awaitSilence(Duration.ofSeconds(3), PATIENCE);

        awaitStation(4, "40 a top secret 40 draft,41 b top secret 41 draft");
        awaitCenter(4, "-");
    }

    @Test
    void a_row_that_comes_back_has_the_default_of_an_excluded_column() {
        insert(50, "a", "open");
        awaitCenter(5, "50 a open");

        STATION.link().cut();
        try {
            master().execute("DELETE FROM orders WHERE id = 50");
            update(50, "`내용` = 'b'");
        } finally {
            STATION.link().restore();
        }

        awaitCenter(5, "50 b open");
        awaitStation(5, "50 b none open");
    }

    @Test
    void an_excluded_column_is_in_no_record_of_any_topic() {
        insert(60, "a", "open");
        update(60, "secret = 'top secret again'");
        update(60, "`내용` = 'b'");
        awaitCenter(6, "60 b open");

        List<ConsumerRecord<byte[], byte[]>> records = TopicRecords.all(FLEET);
        assertThat(records).isNotEmpty();
        assertThat(records).noneMatch(record -> TopicRecords.text(record).contains("secret"));
        assertThat(records.stream()
                        .filter(record -> record.topic().endsWith(".up.ST001.orders"))
                        .map(TopicRecords::text)
                        .filter(text -> text.contains("\"id\":60")))
                .hasSize(2);
    }
}
