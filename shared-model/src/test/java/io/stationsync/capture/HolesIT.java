package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Position;
import io.stationsync.model.TableId;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that no row event tells of: named with the tables that it may be about, and the others go on. */
class HolesIT {
    private static MariaDbServer server;
    private static Station station;

    private static final Set<String> WANTED = Set.of("sale", "stock");

    private Position from;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb();
        station = new Station(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void tables() throws SQLException {
        station.run(
                "CREATE OR REPLACE TABLE sale (id INT PRIMARY KEY, text VARCHAR(100), more INT)",
                "CREATE OR REPLACE TABLE stock (id INT PRIMARY KEY)",
                "CREATE OR REPLACE VIEW sales AS SELECT * FROM sale",
                "INSERT INTO sale VALUES (1, 'a', 1)");
        from = station.now();
    }

    private static CaptureSettings wanting(CaptureSettings s, Predicate<TableId> wanted) {
        return CaptureSettings.of(
                        s.host(),
                        s.port(),
                        s.username(),
                        s.password(),
                        s.serverId(),
                        s.schema(),
                        s.markerTable(),
                        wanted)
                .withDeclared(s.declared());
    }

    /** What is reported, and then a row of the other table, which was written after it. */
    private List<String> statements() throws Exception {
        station.run("INSERT INTO stock VALUES (7)");
        List<TransactionPart> parts = station.read(
                from,
                settings ->
                        wanting(settings, table -> table.schema().equals("test") && WANTED.contains(table.table())));
        List<TransactionPart> ofStock = parts.subList(parts.size() - 1, parts.size());
        assertThat(Station.summary(ofStock, "id")).isEqualTo("c:7");
        assertThat(Station.changes(parts)).hasSize(1);
        return parts.stream()
                .flatMap(part -> part.statements().stream())
                .map(statement -> statement.kind() + " " + statement.table())
                .toList();
    }

    @Test
    void a_row_event_that_lacks_columns() throws Exception {
        station.run("SET SESSION binlog_row_image=MINIMAL", "UPDATE sale SET more = 2");

        assertThat(statements()).containsExactly("PARTIAL_IMAGE test.sale");
    }

    @Test
    void a_change_in_statement_format() throws Exception {
        station.run("SET SESSION binlog_format=STATEMENT", "UPDATE sale SET more = 3");

        assertThat(statements()).containsExactly("STATEMENT_FORMAT test.sale");
    }

    @Test
    void a_change_in_statement_format_from_another_database() throws Exception {
        station.run("USE other", "SET SESSION binlog_format=STATEMENT", "DELETE FROM `test`.sale");

        assertThat(statements()).containsExactly("STATEMENT_FORMAT test.sale");
    }

    @Test
    void a_change_in_statement_format_through_a_view_may_be_of_any_table() throws Exception {
        station.run("SET SESSION binlog_format=STATEMENT", "UPDATE sales SET more = 3");

        assertThat(statements()).containsExactly("STATEMENT_FORMAT test.*");
    }

    @Test
    void a_change_in_statement_format_that_is_analyzed() throws Exception {
        station.run("SET SESSION binlog_format=STATEMENT", "ANALYZE FORMAT=JSON UPDATE sale SET more = 3");

        assertThat(statements()).containsExactly("STATEMENT_FORMAT test.sale");
    }

    /** They say what will be done; that is logged when it is done. */
    @Test
    void no_procedure_event_or_trigger_that_is_made() throws Exception {
        station.run(
                "CREATE OR REPLACE PROCEDURE fill() BEGIN CREATE TEMPORARY TABLE t AS SELECT * FROM sale; TRUNCATE TABLE t; END",
                "CREATE OR REPLACE EVENT nightly ON SCHEDULE EVERY 1 DAY DO CREATE OR REPLACE TABLE copy AS SELECT * FROM sale",
                "CREATE OR REPLACE TRIGGER adds AFTER UPDATE ON stock FOR EACH ROW BEGIN CREATE TEMPORARY TABLE t AS SELECT 1; END");

        assertThat(statements()).isEmpty();
    }

    @Test
    void a_partition_that_is_emptied() throws Exception {
        station.run("CREATE OR REPLACE TABLE sale (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2");
        from = station.now();
        station.run("ALTER TABLE sale TRUNCATE PARTITION p0");

        assertThat(statements()).containsExactly("ALTER test.sale", "EXCHANGE test.sale");
    }

    /** Another table, which nobody wants, with a partition for the ids below 10. */
    private void archive(String... statements) throws SQLException {
        station.run(
                "CREATE OR REPLACE TABLE sale (id INT PRIMARY KEY)",
                "INSERT INTO sale VALUES (1)",
                "CREATE OR REPLACE TABLE archive (id INT PRIMARY KEY) PARTITION BY RANGE (id)"
                        + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))");
        station.run(statements);
        from = station.now();
    }

    @Test
    void a_table_whose_rows_go_to_a_partition_of_another() throws Exception {
        archive();
        station.run("ALTER TABLE archive EXCHANGE PARTITION p0 WITH TABLE sale");

        assertThat(station.value("SELECT COUNT(*) FROM sale")).isEqualTo("0");
        assertThat(statements()).containsExactly("EXCHANGE test.sale");
    }

    @Test
    void a_table_that_becomes_a_partition_of_another() throws Exception {
        archive("DELETE FROM sale", "INSERT INTO sale VALUES (20)");
        station.run("ALTER TABLE archive CONVERT TABLE sale TO PARTITION p2 VALUES LESS THAN (30)");

        assertThat(statements()).containsExactly("EXCHANGE test.sale");
    }

    @Test
    void a_table_that_was_a_partition_of_another() throws Exception {
        archive("DROP TABLE sale", "INSERT INTO archive VALUES (1)");
        station.run("ALTER TABLE archive CONVERT PARTITION p0 TO TABLE sale");

        assertThat(station.value("SELECT COUNT(*) FROM sale")).isEqualTo("1");
        assertThat(statements()).containsExactly("EXCHANGE test.sale");
    }

    @Test
    void rows_that_a_new_unique_key_does_not_allow() throws Exception {
        station.run("INSERT INTO sale VALUES (2, 'a', 2)");
        from = station.now();
        station.run("ALTER IGNORE TABLE sale ADD UNIQUE (text)");

        assertThat(station.value("SELECT COUNT(*) FROM sale")).isEqualTo("1");
        assertThat(statements()).containsExactly("ALTER test.sale", "EXCHANGE test.sale");
    }
}
