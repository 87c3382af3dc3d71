package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of the stations meet in the master table. */
class MainJobIT {
    private static final String TABLE = "kafka_test";

    /** Has no code of its own: the center adds it. */
    private static final SyncedTable WITHOUT_CODE = new SyncedTable("reading", """
            CREATE TABLE reading (
              id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
              celsius decimal(5,2) DEFAULT 20.00,
              taken datetime(3) NOT NULL
            )
            """, "");

    private static final SyncedTable KOREAN = new SyncedTable("측정값", """
            CREATE TABLE 측정값 (
              지점 varchar(20) NOT NULL,
              번호 int NOT NULL,
              내용 varchar(100),
              code varchar(20) NOT NULL,
              PRIMARY KEY (지점, 번호)
            ) DEFAULT CHARSET=utf8mb4
            """, "");

    private static final SyncedTable BIG = new SyncedTable("big", """
            CREATE TABLE big (
              id int NOT NULL PRIMARY KEY,
              n int NOT NULL,
              text varchar(100) NOT NULL,
              code varchar(20) NOT NULL
            )
            """, "");

    /** A name and columns that need quotes, the code in the key, and a column that the server computes. */
    private static final SyncedTable ODD = new SyncedTable("odd table.1", """
            CREATE TABLE `odd table.1` (
              `order` bigint unsigned NOT NULL,
              `key` varchar(20) DEFAULT 'it''s',
              remainder int AS (`order` % 7) STORED,
              code varchar(20) NOT NULL,
              PRIMARY KEY (code, `order`)
            )
            """, "");

    private static final SyncedTable KEYS_ONLY = new SyncedTable("member", """
            CREATE TABLE member (
              team int NOT NULL,
              name varchar(20) NOT NULL,
              PRIMARY KEY (team, name)
            )
            """, "");

    /** A column that the station's server changes by itself, and the center's does not. */
    private static final SyncedTable TOUCHED = new SyncedTable("touched", """
            CREATE TABLE touched (
              id int NOT NULL PRIMARY KEY,
              text varchar(20) NOT NULL,
              code varchar(20) NOT NULL,
              modified timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)
            )
            """, "");

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001", "ST002", "ST003")
            .withTables(SyncedTable.KAFKA_TEST, WITHOUT_CODE, KOREAN, BIG, ODD, KEYS_ONLY, TOUCHED)
            .withAgentJvm("-Xmx128m"));
    private static final Station FIRST = FLEET.station("ST001");
    private static final Station SECOND = FLEET.station("ST002");
    /** Its agent is started by the one test that needs it. */
    private static final Station LATE = FLEET.station("ST003");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        List<ServiceProcess> services = List.of(FLEET.center().service(), FIRST.agent(), SECOND.agent());
        services.forEach(ServiceProcess::start);
        services.forEach(service -> service.awaitHealthy(PATIENCE));
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static String masterText(Station station, long id) {
        return "SELECT text FROM kafka_test WHERE id = %d AND code = '%s'".formatted(id, station.code());
    }

    @Test
    void an_edit_does_not_set_off_a_columns_on_update_at_the_station() {
        FIRST.database().execute("INSERT INTO touched (id, text, code) VALUES (1, 'new', 'ST001')");
        awaitEqual(FIRST, "touched");
        FIRST.database().execute("UPDATE touched SET text = 'changed' WHERE id = 1");
        await(master(), "SELECT text FROM touched WHERE id = 1", "changed");

        master().execute("UPDATE touched SET text = 'edited' WHERE id = 1");

        await(FIRST.database(), "SELECT text FROM touched WHERE id = 1", "edited");
        assertThat(FIRST.difference("touched")).isEmpty();
    }

    @Test
    void rows_with_the_same_ids_of_two_stations_meet_in_the_master_table() {
        String rows = """
                INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                SELECT seq, CONCAT('%1$s row ', seq), '%1$s', '2026-11-21 08:00:00' + INTERVAL seq SECOND, NOW()
                  FROM seq_1_to_1000""";
        for (Station station : List.of(FIRST, SECOND)) {
            station.database().execute(rows.formatted(station.code()));
        }

        awaitEqual(FIRST, TABLE);
        awaitEqual(SECOND, TABLE);

        Map<String, ?> counted = master().query("""
                        SELECT COUNT(*) AS rows_, COUNT(DISTINCT master_id) AS ids, COUNT(DISTINCT id) AS station_ids
                          FROM kafka_test WHERE id BETWEEN 1 AND 1000""").get(0);
        assertThat(counted.toString()).isEqualTo("{rows_=2000, ids=2000, station_ids=1000}");
    }

    @Test
    void updates_deletes_and_statements_over_many_rows_arrive() {
        Database station = FIRST.database();
        station.execute("""
                INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                SELECT seq, 'first', 'ST001', NOW(), NOW() FROM seq_10001_to_10100""");
        station.execute(
                update(TABLE, 10001, "text = 'one row', modify_date = '2026-11-21 09:00:00'"),
                "UPDATE kafka_test SET text = CONCAT('many ', id) WHERE id BETWEEN 10010 AND 10060",
                "DELETE FROM kafka_test WHERE id BETWEEN 10050 AND 10080",
                Tables.delete(TABLE, 10002),
                update(TABLE, 10003, "text = NULL"));
        station.transaction(
                update(TABLE, 10004, "text = 'within a transaction'"),
                Tables.delete(TABLE, 10005),
                insert(TABLE, FIRST, 10200, "within a transaction"));

        awaitEqual(FIRST, TABLE);

        assertThat(master().number(
                                "SELECT COUNT(*) FROM kafka_test WHERE id BETWEEN 10001 AND 10200 AND code = 'ST001'"))
                .isEqualTo(100 - 31 - 2 + 1);
    }

    @Test
    void a_change_of_the_primary_key_moves_the_row() {
        FIRST.database().execute(insert(TABLE, FIRST, 11001, "moves"), insert(TABLE, FIRST, 11002, "moves too"));
        SECOND.database().execute(insert(TABLE, SECOND, 11001, "stays"));
        awaitEqual(FIRST, TABLE);

        FIRST.database().execute("UPDATE kafka_test SET id = id + 50, text = 'moved' WHERE id IN (11001, 11002)");

        awaitEqual(FIRST, TABLE);
        awaitEqual(SECOND, TABLE);
        assertThat(master().query("SELECT id, text, code FROM kafka_test WHERE id BETWEEN 11001 AND 11099 ORDER BY id"))
                .map(Object::toString)
                .containsExactly(
                        "{id=11001, text=stays, code=ST002}",
                        "{id=11051, text=moved, code=ST001}",
                        "{id=11052, text=moved, code=ST001}");
    }

    @Test
    void what_a_transaction_takes_back_does_not_travel() throws SQLException {
        Map<String, Long> before = new Traffic(FLEET).ends();
        try (Connection connection = FIRST.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(insert(TABLE, FIRST, 12001, "rolled back"));
            connection.rollback();
            statement.execute(insert(TABLE, FIRST, 12002, "kept"));
            Savepoint savepoint = connection.setSavepoint();
            statement.execute(insert(TABLE, FIRST, 12003, "rolled back to the savepoint"));
            statement.execute(update(TABLE, 12002, "text = 'rolled back to the savepoint'"));
            connection.rollback(savepoint);
            statement.execute(insert(TABLE, FIRST, 12004, "kept"));
            connection.commit();
        }

        await(master(), masterText(FIRST, 12004), "kept");

        awaitEqual(FIRST, TABLE);
        assertThat(new Traffic(FLEET).since(before))
                .filteredOn(message -> message.id() / 1000 == 12)
                .map(Traffic.Message::summary)
                .containsExactly("sync.up.ST001.kafka_test c 12002", "sync.up.ST001.kafka_test c 12004");
    }

    @Test
    void a_transaction_that_commits_after_a_later_stamped_one_arrives() throws SQLException {
        try (Connection slow = FIRST.database().connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                    VALUES (13001, 'stamped first', 'ST001', '2026-11-21 08:00:00', '2026-11-21 08:00:00')""");
            FIRST.database().execute("""
                    INSERT INTO kafka_test (id, text, code, create_date, modify_date)
                    VALUES (13002, 'committed first', 'ST001', '2026-11-21 09:00:00', '2026-11-21 09:00:00')""");
            await(master(), masterText(FIRST, 13002), "committed first");
            slow.commit();
        }

        await(master(), masterText(FIRST, 13001), "stamped first");
    }

    @Test
    void replace_and_insert_on_duplicate_key_arrive() {
        Database station = SECOND.database();
        station.execute(insert(TABLE, SECOND, 14001, "a"), insert(TABLE, SECOND, 14002, "b"));
        station.execute(
                insert(TABLE, SECOND, 14001, "replaced").replace("INSERT", "REPLACE"),
                insert(TABLE, SECOND, 14003, "new by replace").replace("INSERT", "REPLACE"),
                insert(TABLE, SECOND, 14002, "-") + " ON DUPLICATE KEY UPDATE text = 'by duplicate key'",
                insert(TABLE, SECOND, 14004, "new") + " ON DUPLICATE KEY UPDATE text = 'not this'");

        await(master(), masterText(SECOND, 14004), "new");

        awaitEqual(SECOND, TABLE);
        assertThat(master().query("SELECT text FROM kafka_test WHERE id BETWEEN 14001 AND 14004 ORDER BY id"))
                .map(row -> String.valueOf(row.get("text")))
                .containsExactly("replaced", "by duplicate key", "new by replace", "new");
    }

    @Test
    void the_changes_of_one_row_arrive_in_their_order() {
        Map<String, Long> before = new Traffic(FLEET).ends();
        FIRST.database().execute(insert(TABLE, FIRST, 15001, "0"));
        FIRST.database()
                .execute(IntStream.rangeClosed(1, 500)
                        .mapToObj(i -> update(TABLE, 15001, "text = '" + i + "'"))
                        .toArray(String[]::new));

        await(master(), masterText(FIRST, 15001), "500");

        assertThat(new Traffic(FLEET).since(before))
                .filteredOn(message -> message.id() == 15001)
                .map(message -> message.after("text"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, 500).mapToObj(String::valueOf).toList());
    }

    @Test
    void the_master_table_of_a_station_table_without_code_gets_one() {
        for (Station station : List.of(FIRST, SECOND)) {
            station.database().execute("""
                    INSERT INTO reading (celsius, taken)
                    SELECT seq / 10, '2026-11-21 08:00:00.123' + INTERVAL seq SECOND FROM seq_1_to_50""");
            station.database()
                    .execute("UPDATE reading SET celsius = -273.15 WHERE id = 7", "DELETE FROM reading WHERE id = 8");
        }

        awaitEqual(FIRST, "reading");
        awaitEqual(SECOND, "reading");

        assertThat(master().query("SELECT code, COUNT(*) AS n FROM reading GROUP BY code ORDER BY code"))
                .map(Object::toString)
                .containsExactly("{code=ST001, n=49}", "{code=ST002, n=49}");
        assertThat(shape("reading"))
                .containsExactly(
                        "master_id bigint(20) not null PRI auto_increment",
                        "id int(10) unsigned not null MUL",
                        "celsius decimal(5,2)",
                        "taken datetime(3) not null",
                        "code varchar(64) not null");
        assertThat(uniqueKey("reading")).containsExactly("id", "code");
    }

    private static List<String> shape(String table) {
        return master().query("""
                        SELECT CONCAT_WS(' ', column_name, column_type, IF(is_nullable = 'NO', 'not null', NULL),
                                         NULLIF(column_key, ''), NULLIF(extra, '')) AS shape
                          FROM information_schema.columns
                         WHERE table_schema = 'test' AND table_name = '%s' ORDER BY ordinal_position""".formatted(table)).stream()
                .map(row -> String.valueOf(row.get("shape")))
                .toList();
    }

    private static List<String> uniqueKey(String table) {
        return master().query("""
                        SELECT column_name AS name FROM information_schema.statistics
                         WHERE table_schema = 'test' AND table_name = '%s' AND non_unique = 0 AND index_name <> 'PRIMARY'
                         ORDER BY index_name, seq_in_index""".formatted(table)).stream()
                .map(row -> String.valueOf(row.get("name")))
                .toList();
    }

    @Test
    void a_table_with_two_key_columns_and_korean_names_travels_both_ways() {
        for (Station station : List.of(FIRST, SECOND)) {
            station.database().execute("""
                    INSERT INTO 측정값 (지점, 번호, 내용, code)
                    VALUES ('서울', 1, '뷁 😀', '%1$s'), ('서울', 2, '둘', '%1$s'), ('부산', 1, NULL, '%1$s')""".formatted(station.code()));
        }
        SECOND.database()
                .execute("UPDATE 측정값 SET 내용 = '고침' WHERE 지점 = '서울' AND 번호 = 2", "DELETE FROM 측정값 WHERE 지점 = '부산'");
        awaitEqual(FIRST, "측정값");
        awaitEqual(SECOND, "측정값");
        assertThat(uniqueKey("측정값")).containsExactlyInAnyOrder("지점", "번호", "code");

        master().execute("UPDATE 측정값 SET 내용 = '센터에서' WHERE 지점 = '서울' AND 번호 = 2 AND code = 'ST002'");

        await(SECOND.database(), "SELECT 내용 FROM 측정값 WHERE 지점 = '서울' AND 번호 = 2", "센터에서");
        awaitEqual(FIRST, "측정값");
        awaitEqual(SECOND, "측정값");
    }

    @Test
    void a_table_whose_names_need_quotes_and_whose_key_has_the_code_travels_both_ways() {
        FIRST.database().execute("""
                INSERT INTO `odd table.1` (`order`, code)
                VALUES (1, 'ST001'), (18446744073709551615, 'ST001'), (9, 'ST001')""");
        FIRST.database()
                .execute(
                        "UPDATE `odd table.1` SET `order` = 8 WHERE `order` = 9",
                        "UPDATE `odd table.1` SET `key` = 'one' WHERE `order` = 1");
        awaitEqual(FIRST, "odd table.1");
        assertThat(uniqueKey("odd table.1")).containsExactlyInAnyOrder("code", "order");

        master().execute("UPDATE `odd table.1` SET `key` = 'edited' WHERE `order` = 18446744073709551615");
        master().execute("DELETE FROM `odd table.1` WHERE `order` = 1");

        await(FIRST.database(), "SELECT GROUP_CONCAT(`key` ORDER BY `order`) FROM `odd table.1`", "it's,edited");
        awaitEqual(FIRST, "odd table.1");
    }

    @Test
    void a_table_of_key_columns_only_travels_both_ways() {
        SECOND.database().execute("INSERT INTO member VALUES (1, 'a'), (1, 'b'), (2, 'a'), (3, 'c')");
        SECOND.database().execute("UPDATE member SET name = 'A' WHERE team = 2", "DELETE FROM member WHERE team = 3");
        await(master(), "SELECT GROUP_CONCAT(team, name ORDER BY team, name) FROM member", "1a,1b,2A");

        master().execute("DELETE FROM member WHERE name = 'b'");

        await(SECOND.database(), "SELECT GROUP_CONCAT(team, name ORDER BY team, name) FROM member", "1a,2A");
        awaitEqual(SECOND, "member");
    }

    @Test
    void a_transaction_of_200000_rows_arrives_through_an_agent_with_128_mib() {
        long agent = FIRST.agent().pid();
        FIRST.database().execute("""
                INSERT INTO big (id, n, text, code)
                SELECT seq, 0, CONCAT('a row of one large transaction, number ', seq), 'ST001' FROM seq_1_to_200000""");
        await(master(), "SELECT COUNT(*) FROM big", "200000");

        FIRST.database().execute("UPDATE big SET n = id, text = CONCAT(text, '!')");

        await(master(), "SELECT COUNT(*) FROM big WHERE n = id", "200000");
        String digest = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, '|', n, '|', text, '|', code)))) FROM big";
        assertThat(master().value(digest)).isEqualTo(FIRST.database().value(digest));
        assertThat(FIRST.agent().isRunning()).isTrue();
        assertThat(FIRST.agent().pid()).isEqualTo(agent);
        // The serial collector's maximum leaves out one survivor space, so the sum may be less but never more.
        assertThat(FIRST.agent().metric("jvm_memory_max_bytes", "area", "heap")).isBetween(1.0, 128.0 * 1024 * 1024);
    }

    @Test
    void a_station_that_starts_later_is_found_and_what_it_does_without_its_agent_arrives() {
        long center = FLEET.center().service().pid();
        LATE.agent().start();
        LATE.agent().awaitHealthy(PATIENCE);
        LATE.database().execute(insert(TABLE, LATE, 1, "the first row"), insert(TABLE, LATE, 2, "the second row"));
        awaitEqual(LATE, TABLE);
        assertThat(FLEET.center().service().pid()).isEqualTo(center);

        LATE.agent().kill();
        LATE.database()
                .execute(
                        insert(TABLE, LATE, 3, "without an agent"),
                        update(TABLE, 1, "text = 'changed'"),
                        Tables.delete(TABLE, 2));
        master().execute(Tables.ofStation(update(TABLE, 1, "create_date = '2001-01-01'"), LATE));
        LATE.agent().start();

        await(master(), masterText(LATE, 3), "without an agent");
        await(
                LATE.database(),
                "SELECT CONCAT(text, create_date) FROM kafka_test WHERE id = 1",
                "changed2001-01-01 00:00:00");
        awaitEqual(LATE, TABLE);
        assertThat(Stream.of(1, 2, 3)
                        .map(id -> master().query(masterText(LATE, id)).size()))
                .containsExactly(1, 0, 1);
    }
}
