package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.capture.TableStatement.Kind;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableId;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a capture delivers: whole transactions, in order, once, from any position on. */
class TransactionsIT {
    private static final int SMALL = 20_000;

    private static MariaDbServer server;
    private static Station station;

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
                "CREATE OR REPLACE TABLE sale (id INT PRIMARY KEY, text VARCHAR(100))",
                "CREATE OR REPLACE TABLE log (id INT PRIMARY KEY) ENGINE=MyISAM",
                "CREATE OR REPLACE TABLE other.sale (id INT PRIMARY KEY, text VARCHAR(100))");
        from = station.now();
    }

    @Test
    void transactionsArriveInTheOrderOfTheirCommits() throws Exception {
        try (Connection one = station.session();
                Connection two = station.session()) {
            Station.execute(one, "BEGIN", "INSERT INTO sale VALUES (1, 'a')");
            Station.execute(two, "BEGIN", "INSERT INTO sale VALUES (2, 'b')", "COMMIT");
            Station.execute(one, "UPDATE sale SET text = 'c' WHERE id = 1", "DELETE FROM sale WHERE id = 1", "COMMIT");
        }

        List<TransactionPart> parts = station.read(from);

        assertThat(parts).hasSize(2).allMatch(TransactionPart::last);
        assertThat(Station.summary(parts.subList(0, 1), "id")).isEqualTo("c:2");
        assertThat(Station.summary(parts.subList(1, 2), "id")).isEqualTo("c:1 u:1 d:1");
        assertThat(parts.get(0).before()).isEqualTo(from.gtids());
        assertThat(parts.get(1).before())
                .isEqualTo(from.gtids().after(parts.get(0).gtid()));
        assertThat(parts.get(1).endEvent()).isEqualTo(3);
    }

    @Test
    void bothImagesOfAnUpdateShareTheirColumns() throws Exception {
        station.run("INSERT INTO sale VALUES (1, 'a')", "UPDATE sale SET text = 'b'", "UPDATE sale SET text = 'c'");

        List<RowChange> changes = Station.changes(station.read(from));

        Row before = Objects.requireNonNull(changes.get(2).before());
        assertThat(before.columns())
                .isSameAs(changes.get(2).image().columns())
                .isSameAs(changes.get(0).image().columns());
    }

    @Test
    void anUpdateThatChangesNothingIsLeftOut() throws Exception {
        station.run("INSERT INTO sale VALUES (1, 'a'), (2, 'b')");
        Position later = station.now();
        station.run("UPDATE sale SET text = 'b'");

        assertThat(Station.summary(station.read(later), "id")).isEqualTo("u:1");
    }

    @Test
    void aTransactionOfTheSyncIsReportedWithItsMarker() throws Exception {
        station.run(
                "BEGIN",
                "UPDATE stationsync.sync_progress SET next_offset = 17",
                "INSERT INTO sale VALUES (1, 'a'), (2, 'b')",
                "COMMIT",
                "INSERT INTO sale VALUES (3, 'mine')",
                "BEGIN",
                "INSERT INTO sale VALUES (4, 'mine')",
                "UPDATE stationsync.sync_progress SET next_offset = 18",
                "COMMIT");

        List<TransactionPart> parts = station.read(from);

        assertThat(parts).hasSize(3);
        Row marker = Objects.requireNonNull(parts.get(0).marker());
        assertThat(marker.get("next_offset")).isEqualTo(Value.of(17));
        assertThat(parts.get(0).events()).hasSize(1);
        assertThat(parts.get(0).endEvent()).isEqualTo(2);
        assertThat(parts.get(1).marker()).isNull();
        assertThat(parts.get(2).marker()).isNull();
        assertThat(Station.summary(parts, "id")).isEqualTo("c:1 c:2 c:3 c:4");
    }

    @Test
    void aTransactionWithoutWantedRowsMovesThePosition() throws Exception {
        station.run("INSERT INTO other.sale VALUES (1, 'a'), (2, 'b')", "CREATE OR REPLACE TABLE other.x (id INT)");

        List<TransactionPart> parts = station.read(from);

        assertThat(parts).hasSize(2).allMatch(TransactionPart::last);
        assertThat(parts)
                .allMatch(part -> part.events().isEmpty() && part.statements().isEmpty());
        assertThat(parts.get(0).endEvent()).isEqualTo(1);
    }

    @Test
    void aRolledBackTransactionBringsNoRows() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale VALUES (1, 'a')",
                "INSERT INTO other.sale VALUES (1, 'a')",
                "ROLLBACK",
                "INSERT INTO sale VALUES (2, 'b')");

        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:2");
    }

    @Test
    void aRollbackAfterChangesOfMyIsamTablesBringsThoseAlone() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale VALUES (1, 'a')",
                "INSERT INTO log VALUES (10)",
                "INSERT INTO sale VALUES (2, 'a')",
                "ROLLBACK",
                "BEGIN",
                "INSERT INTO sale VALUES (3, 'a')",
                "CREATE TEMPORARY TABLE temp (id INT)",
                "INSERT INTO log VALUES (11)",
                "DROP TEMPORARY TABLE temp",
                "ROLLBACK",
                "INSERT INTO sale VALUES (4, 'b')");

        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:10 c:11 c:4");
    }

    @Test
    void rowsRolledBackToASavepointAreGone() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale VALUES (1, 'a')",
                "SAVEPOINT one",
                "INSERT INTO sale VALUES (2, 'a')",
                "SAVEPOINT `two words`",
                "INSERT INTO sale VALUES (3, 'a')",
                "ROLLBACK TO `two words`",
                "INSERT INTO sale VALUES (4, 'a')",
                "ROLLBACK TO SAVEPOINT one",
                "INSERT INTO sale VALUES (5, 'a')",
                "COMMIT");

        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:1 c:5");
    }

    @Test
    void rowsRolledBackToASavepointAreGoneWhenTheBinlogStillHasThem() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale VALUES (1, 'a')",
                "SAVEPOINT one",
                "INSERT INTO sale VALUES (2, 'a')",
                "CREATE TEMPORARY TABLE temp (id INT)",
                "INSERT INTO log VALUES (11)",
                "ROLLBACK TO one",
                "INSERT INTO sale VALUES (5, 'a')",
                "COMMIT");

        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:11 c:1 c:5");
    }

    @Test
    void aCaptureGoesOnAtATransactionBoundary() throws Exception {
        station.run("INSERT INTO sale VALUES (1, 'a')", "INSERT INTO sale VALUES (2, 'b')");
        TransactionPart first = station.read(from).get(0);
        station.run("INSERT INTO sale VALUES (3, 'c')");

        Position next = Position.after(first.before().after(first.gtid()));

        assertThat(Station.summary(station.read(next), "id")).isEqualTo("c:2 c:3");
    }

    @Test
    void aCaptureGoesOnInTheMiddleOfALargeTransactionAfterEachOfItsParts() throws Exception {
        station.run(
                "BEGIN",
                "UPDATE stationsync.sync_progress SET next_offset = 99",
                "INSERT INTO other.sale VALUES (1, 'x')",
                "INSERT INTO sale SELECT seq, REPEAT('x', 100) FROM seq_1_to_3000",
                "INSERT INTO other.sale VALUES (2, 'x')",
                "DELETE FROM sale WHERE id <= 1000",
                "COMMIT",
                "INSERT INTO sale VALUES (5000, 'after')");
        List<TransactionPart> all = station.read(from, settings -> settings.withParts(1000, SMALL));
        String whole = Station.summary(all, "id");
        assertThat(all).hasSizeGreaterThan(10);
        assertThat(whole).endsWith("c:5000").contains("d:1000 ");

        for (int done = 1; done < all.size(); done++) {
            TransactionPart last = all.get(done - 1);
            Position resumed = last.last()
                    ? Position.after(last.before().after(last.gtid()))
                    : new Position(last.before(), last.endEvent(), 0);
            List<TransactionPart> rest = station.read(resumed, settings -> settings.withParts(1000, SMALL * 2));

            List<TransactionPart> together = new ArrayList<>(all.subList(0, done));
            together.addAll(rest);
            assertThat(Station.summary(together, "id")).isEqualTo(whole);
            assertThat(rest.get(0).firstEvent()).isEqualTo(resumed.events());
            assertThat(rest.get(0).marker() == null).isEqualTo(last.last());
        }
    }

    @Test
    void aPositionBehindTheTransactionsEndIsLost() throws Exception {
        station.run("INSERT INTO sale VALUES (1, 'a')");

        assertThatThrownBy(() -> station.read(new Position(from.gtids(), 7, 0)))
                .isInstanceOfSatisfying(
                        CaptureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.POSITION_LOST));
    }

    @Test
    void aTransactionOf200000RowsComesInBoundedParts() throws Exception {
        station.run("INSERT INTO sale SELECT seq, REPEAT('x', 90) FROM seq_1_to_200000");
        GtidPosition end = station.now().gtids();
        long[] seen = new long[3];

        try (BinlogCapture capture = new BinlogCapture(station.settings(), Clock.systemUTC())) {
            capture.run(from, part -> {
                long bytes = part.events().stream().mapToLong(RowsEvent::bytes).sum();
                assertThat(bytes).isLessThan(1024 * 1024 + 20_000);
                assertThat(part.firstEvent()).isEqualTo(seen[1]);
                seen[0] += rows(part);
                seen[1] = part.endEvent();
                seen[2]++;
                if (part.last()) {
                    assertThat(part.before().after(part.gtid())).isEqualTo(end);
                    capture.close();
                }
            });
        }

        assertThat(seen[0]).isEqualTo(200_000);
        assertThat(seen[2]).isGreaterThan(15);
    }

    private static int rows(TransactionPart part) {
        try {
            return Station.changes(List.of(part)).size();
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void statementsThatChangeAWantedTablesShapeAreReported() throws Exception {
        station.run(
                "INSERT INTO sale VALUES (1, 'a')",
                "TRUNCATE sale",
                "ALTER TABLE `sale` ADD COLUMN more INT, RENAME TO sold",
                "RENAME TABLE sold TO sale, test.log TO `lo``g`",
                "CREATE INDEX i ON sale (more)",
                "CREATE TABLE fresh AS SELECT 7 AS id",
                "DROP TABLE IF EXISTS other.sale, fresh, `lo``g`");
        List<TableStatement> statements = station.read(from).stream()
                .flatMap(part -> part.statements().stream())
                .toList();

        assertThat(statements)
                .containsExactly(
                        statement(Kind.TRUNCATE, "sale"),
                        statement(Kind.ALTER, "sale"),
                        statement(Kind.RENAME, "sale"),
                        statement(Kind.RENAME, "sold"),
                        statement(Kind.RENAME, "sold"),
                        statement(Kind.RENAME, "sale"),
                        statement(Kind.RENAME, "log"),
                        statement(Kind.RENAME, "lo`g"),
                        statement(Kind.ALTER, "sale"),
                        statement(Kind.CREATE, "fresh"),
                        statement(Kind.DROP, "fresh"),
                        statement(Kind.DROP, "lo`g"));
        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:1 c:7");
    }

    private static TableStatement statement(Kind kind, String table) {
        return new TableStatement(kind, new TableId(Station.SCHEMA, table));
    }

    @Test
    void rowsAfterAnAlterHaveTheNewColumns() throws Exception {
        station.run(
                "INSERT INTO sale VALUES (1, 'a')",
                "ALTER TABLE sale ADD COLUMN more INT DEFAULT 5 FIRST",
                "INSERT INTO sale (id) VALUES (2)");

        List<RowChange> changes = Station.changes(station.read(from));

        assertThat(changes.get(0).image().columns().names()).containsExactly("id", "text");
        assertThat(changes.get(1).image().columns().names()).containsExactly("more", "id", "text");
    }

    @Test
    void compressedEventsAreRead() throws Exception {
        station.run("SET GLOBAL log_bin_compress=ON", "SET GLOBAL log_bin_compress_min_len=10");
        try {
            station.run(
                    "INSERT INTO sale SELECT seq, REPEAT('x', 90) FROM seq_1_to_500",
                    "UPDATE sale SET text = REPEAT('y', 90) WHERE id > 490",
                    "DELETE FROM sale WHERE id < 100",
                    "ALTER TABLE sale COMMENT '%s'".formatted("c".repeat(400)));
        } finally {
            station.run("SET GLOBAL log_bin_compress=OFF");
        }

        List<TransactionPart> parts = station.read(from);

        assertThat(Station.changes(parts)).hasSize(500 + 10 + 99);
        assertThat(Station.changes(parts).get(505).image().get("text").display())
                .isEqualTo("y".repeat(90));
        assertThat(parts.get(parts.size() - 1).statements()).containsExactly(statement(Kind.ALTER, "sale"));
    }

    @Test
    void anEventOfMoreThan16MebibytesIsRead() throws Exception {
        station.run("CREATE OR REPLACE TABLE large (id INT PRIMARY KEY, a LONGBLOB, b LONGBLOB)");
        Position later = station.now();
        station.run("INSERT INTO large VALUES (1, REPEAT('x', 12000000), REPEAT('y', 12000000)), (2, 'z', 'z')");

        List<RowChange> changes = Station.changes(station.read(later));

        assertThat(changes.get(0).image().get("b").display())
                .hasSize(24_000_002)
                .endsWith("79");
        assertThat(changes.get(1).image().get("b")).isEqualTo(Value.of(new byte[] {'z'}));
    }
}
