package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can't be read ends the capture with a reason; nothing is left out. */
@Timeout(60)
class RefusalsIT {
    private static final long PATIENCE_SECONDS = 30;

    private static MariaDbServer server;
    private static Station station;

    private Position from;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb(Map.of("ssl", "ON"));
        station = new Station(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void table() throws SQLException {
        station.run(
                "CREATE OR REPLACE TABLE sale (id INT PRIMARY KEY, text VARCHAR(100), more INT)",
                "INSERT INTO sale VALUES (1, 'a', 1)",
                "CREATE OR REPLACE TABLE log (id INT PRIMARY KEY) ENGINE=MyISAM");
        from = station.now();
    }

    private CaptureException refusal() {
        return refusal(from, UnaryOperator.identity());
    }

    private static CaptureException refusal(Position from, UnaryOperator<CaptureSettings> changed) {
        return catchThrowableOfType(CaptureException.class, () -> station.read(from, changed));
    }

    @Test
    void aPartialRowImageOfAnotherTableIsNoMatter() throws Exception {
        station.run(
                "CREATE OR REPLACE TABLE other.x (id INT PRIMARY KEY, a INT)",
                "INSERT INTO other.x VALUES (1, 1)",
                "SET SESSION binlog_row_image=MINIMAL",
                "UPDATE other.x SET a = 2");

        assertThat(station.read(from)).hasSize(3);
    }

    @Test
    void rowsWithoutTheNamesOfTheirColumns() throws Exception {
        station.run("SET GLOBAL binlog_row_metadata=NO_LOG", "INSERT INTO sale VALUES (2, 'b', 2)");
        station.run("SET GLOBAL binlog_row_metadata=FULL");

        CaptureException e = refusal();

        assertThat(e.reason()).isEqualTo(Reason.SETTINGS);
        assertThat(e).hasMessageContaining("SET GLOBAL binlog_row_metadata=FULL");
    }

    @Test
    void changesInStatementFormatOfAnotherDatabaseAreNoMatter() throws Exception {
        station.run(
                "USE other",
                "CREATE OR REPLACE TABLE y (id INT PRIMARY KEY)",
                "SET SESSION binlog_format=STATEMENT",
                "INSERT INTO y VALUES (1) /* test.sale */");

        assertThat(station.read(from)).hasSize(2);
    }

    @Test
    void aPreparedXaTransaction() throws Exception {
        station.run(
                "XA START 'x'", "INSERT INTO sale VALUES (9, 'a', 1)", "XA END 'x'", "XA PREPARE 'x'", "XA COMMIT 'x'");

        assertThat(refusal()).hasMessageContaining("XA");
    }

    @Test
    void anXaTransactionWithoutWantedRowsIsNoMatter() throws Exception {
        station.run(
                "CREATE OR REPLACE TABLE other.z (id INT PRIMARY KEY)",
                "XA START 'y'",
                "INSERT INTO other.z VALUES (9)",
                "XA END 'y'",
                "XA PREPARE 'y'",
                "XA COMMIT 'y'",
                "XA START 'z'",
                "INSERT INTO sale VALUES (9, 'a', 1)",
                "XA END 'z'",
                "XA COMMIT 'z' ONE PHASE");

        assertThat(Station.summary(station.read(from), "id")).isEqualTo("c:9");
    }

    @Test
    void aRollbackToASavepointAfterRowsBehindItWereDelivered() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale SELECT seq, REPEAT('x', 100), 1 FROM seq_100_to_1100",
                "SAVEPOINT s",
                "INSERT INTO sale SELECT seq, REPEAT('x', 100), 1 FROM seq_1200_to_2200",
                "CREATE TEMPORARY TABLE temp (id INT)",
                "INSERT INTO log SELECT seq FROM seq_1_to_10",
                "ROLLBACK TO s",
                "COMMIT");

        assertThat(refusal(from, settings -> settings.withParts(5, 1_000_000)).reason())
                .isEqualTo(Reason.ROLLED_BACK);
        assertThat(Station.changes(station.read(from))).hasSize(10 + 1001);
    }

    @Test
    void aRollbackOfATransactionOfWhichPartsWereDelivered() throws Exception {
        station.run(
                "BEGIN",
                "INSERT INTO sale SELECT seq, REPEAT('x', 100), 1 FROM seq_100_to_1100",
                "CREATE TEMPORARY TABLE temp AS SELECT 1 AS id",
                "INSERT INTO log SELECT seq FROM seq_1_to_10",
                "ROLLBACK");

        assertThat(refusal(from, settings -> settings.withParts(5, 1_000_000)).reason())
                .isEqualTo(Reason.ROLLED_BACK);
        assertThat(Station.changes(station.read(from))).hasSize(10);
    }

    @Test
    void aCertificateThatNobodyVouchesFor() throws Exception {
        station.run("INSERT INTO sale VALUES (4, 'a', 1)");

        assertThat(station.read(from, settings -> settings.withTls(Tls.TRUST))).hasSize(1);
        assertThat(refusal(from, settings -> settings.withTls(Tls.VERIFY)).reason())
                .isEqualTo(Reason.AUTHENTICATION);
    }

    @Test
    void aCharsetThatJavaDoesNotHave() throws Exception {
        station.run(
                "CREATE OR REPLACE TABLE strange (id INT PRIMARY KEY, v VARCHAR(10) CHARACTER SET hp8)",
                "INSERT INTO strange VALUES (1, 'a')");

        CaptureException e = refusal();

        assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(e).hasMessageContaining("test.strange.v").hasMessageContaining("hp8");
    }

    @Test
    void anOldTemporalColumnWithAFraction() throws Exception {
        station.run(
                "SET GLOBAL mysql56_temporal_format=OFF",
                "CREATE OR REPLACE TABLE old (id INT PRIMARY KEY, v DATETIME(3))",
                "SET GLOBAL mysql56_temporal_format=ON",
                "INSERT INTO old VALUES (1, NOW(3))");

        assertThat(refusal()).hasMessageContaining("test.old.v").hasMessageContaining("FORCE");
    }

    @Test
    void aWrongPassword() throws Exception {
        station.run("INSERT INTO sale VALUES (3, 'a', 1)");

        CaptureException e = refusal(
                from,
                s -> new CaptureSettings(
                        s.host(),
                        s.port(),
                        "root",
                        "wrong",
                        s.serverId(),
                        s.schema(),
                        s.markerTable(),
                        s.wanted(),
                        s.tls(),
                        s.heartbeat(),
                        s.connectTimeout(),
                        s.partEvents(),
                        s.partBytes(),
                        s.declared(),
                        s.remembered()));

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e.getMessage()).doesNotContain("wrong");
    }

    @Test
    void anAccountWithoutTheGrant() throws Exception {
        station.run("CREATE OR REPLACE USER poor IDENTIFIED BY 'poor'");

        CaptureException e = refusal(
                from,
                s -> new CaptureSettings(
                        s.host(),
                        s.port(),
                        "poor",
                        "poor",
                        s.serverId(),
                        s.schema(),
                        s.markerTable(),
                        s.wanted(),
                        s.tls(),
                        s.heartbeat(),
                        s.connectTimeout(),
                        s.partEvents(),
                        s.partBytes(),
                        s.declared(),
                        s.remembered()));

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e).hasMessageContaining("GRANT REPLICATION SLAVE");
    }

    @Test
    void aPositionThatTheServerNeverHad() {
        GtidPosition elsewhere = GtidPosition.parse("77-1-5");

        assertThat(refusal(Position.after(elsewhere), s -> s).reason()).isEqualTo(Reason.POSITION_LOST);
    }

    @Test
    void aPositionAheadOfTheServer() {
        var last = from.gtids().domains().values().iterator().next();
        GtidPosition ahead = new GtidPosition(
                Map.of(last.domain(), new GtidPosition.Gtid(last.domain(), last.server(), last.sequence() + 1000)));

        assertThat(refusal(Position.after(ahead), s -> s).reason()).isEqualTo(Reason.POSITION_LOST);
    }

    @Test
    void aPositionWhoseBinlogWasPurged() throws Exception {
        station.run("INSERT INTO sale VALUES (7, 'a', 1)", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
        station.run("INSERT INTO sale VALUES (8, 'a', 1)", "FLUSH BINARY LOGS");
        try (var session = station.session();
                var statement = session.createStatement();
                var rows = statement.executeQuery("SHOW MASTER STATUS")) {
            rows.next();
            station.run("PURGE BINARY LOGS TO '" + rows.getString(1) + "'");
        }

        CaptureException e = refusal();
        CaptureException beginning = refusal(Position.after(GtidPosition.EMPTY), s -> s);

        assertThat(e.reason()).isEqualTo(Reason.POSITION_LOST);
        assertThat(beginning.reason()).isEqualTo(Reason.POSITION_LOST);
    }

    @Test
    void aServerWithoutABinlog() throws Exception {
        try (MariaDbServer silent = Servers.mariaDb(Map.of("skip_log_bin", "1"))) {
            Station without = new Station(silent);
            try (BinlogCapture capture = without.capture()) {
                CaptureException e = catchThrowableOfType(
                        CaptureException.class, () -> capture.run(Position.after(GtidPosition.EMPTY), part -> {}));
                assertThat(e).hasMessageContaining("log_bin");
                assertThat(e.reason()).isEqualTo(Reason.SETTINGS);
            }
        }
    }

    @Test
    void aServerThatDiesAndOneThatIsNotThere() throws Exception {
        try (MariaDbServer mortal = Servers.mariaDb()) {
            Station there = new Station(mortal);
            try (BinlogCapture capture = there.capture()) {
                CompletableFuture<CaptureException> end = running(capture, there);
                mortal.kill();
                assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CONNECTION);
            }
            try (BinlogCapture capture = there.capture()) {
                CaptureException e = catchThrowableOfType(
                        CaptureException.class, () -> capture.run(Position.after(GtidPosition.EMPTY), part -> {}));
                assertThat(e.reason()).isEqualTo(Reason.CONNECTION);
            }
        }
    }

    @Test
    void aServerThatShutsDown() throws Exception {
        try (MariaDbServer mortal = Servers.mariaDb()) {
            Station there = new Station(mortal);
            try (BinlogCapture capture = there.capture()) {
                CompletableFuture<CaptureException> end = running(capture, there);
                mortal.stop();
                assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CONNECTION);
            }
        }
    }

    /** Runs the capture in a thread of its own; returns when it has delivered its first part. */
    private static CompletableFuture<CaptureException> running(BinlogCapture capture, Station station)
            throws Exception {
        return running(capture, station, new CountDownLatch(1));
    }

    private static CompletableFuture<CaptureException> running(
            BinlogCapture capture, Station station, CountDownLatch delivered) throws Exception {
        Position beginning = Position.after(GtidPosition.EMPTY);
        CompletableFuture<CaptureException> end = CompletableFuture.supplyAsync(() -> {
            try {
                capture.run(beginning, part -> delivered.countDown());
                return null;
            } catch (CaptureException e) {
                return e;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(delivered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return end;
    }

    @Test
    void anotherCaptureWithTheSameServerIdThrowsTheFirstOneOut() throws Exception {
        try (MariaDbServer own = Servers.mariaDb()) {
            Station there = new Station(own);
            try (BinlogCapture first = there.capture();
                    BinlogCapture second = there.capture()) {
                CompletableFuture<CaptureException> end = running(first, there);
                CompletableFuture<CaptureException> other = running(second, there);

                CaptureException e = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.SERVER_ID_TAKEN);
                second.close();
                assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNull();
            }
        }
    }

    @Test
    void closingFromAnotherThreadEndsTheCaptureInPeace() throws Exception {
        try (MariaDbServer own = Servers.mariaDb()) {
            Station there = new Station(own);
            BinlogCapture capture = there.capture();
            CompletableFuture<CaptureException> end = running(capture, there);

            capture.close();
            capture.close();

            assertThat(end.get(5, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void aCaptureClosedBeforeItRunsEndsAtOnce() throws Exception {
        BinlogCapture capture = station.capture();
        capture.close();

        capture.run(from, part -> {
            throw new IllegalStateException("delivered");
        });
    }

    @Test
    void whatTheSinkThrowsComesOutOfTheCapture() throws Exception {
        station.run("INSERT INTO sale VALUES (5, 'a', 1)");
        IllegalStateException thrown = new IllegalStateException("sink");

        Throwable caught = catchThrowable(() -> station.capture().run(from, part -> {
            throw thrown;
        }));

        assertThat(caught).isSameAs(thrown);
    }

    @Test
    void aConnectionThatFallsSilentIsLost() throws Exception {
        station.run("INSERT INTO sale VALUES (6, 'a', 1)");
        try (MutePath path = new MutePath(server.port())) {
            CaptureSettings s = station.settings();
            CaptureSettings through = new CaptureSettings(
                            s.host(),
                            path.port(),
                            s.username(),
                            s.password(),
                            s.serverId(),
                            s.schema(),
                            s.markerTable(),
                            s.wanted(),
                            s.tls(),
                            s.heartbeat(),
                            s.connectTimeout(),
                            s.partEvents(),
                            s.partBytes(),
                            s.declared(),
                            s.remembered())
                    .withHeartbeat(Duration.ofMillis(200));
            try (BinlogCapture capture = new BinlogCapture(through, Clock.systemUTC())) {
                CaptureException e =
                        catchThrowableOfType(CaptureException.class, () -> capture.run(from, part -> path.mute()));

                assertThat(e.reason()).isEqualTo(Reason.CONNECTION);
                assertThat(e).hasMessageContaining("silent");
            }
        }
    }

    /** A way to the server on which one may cut the sound without hanging up. */
    private static final class MutePath implements AutoCloseable {
        private final ServerSocket entrance = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        private final Socket exit;
        private volatile boolean mute;

        MutePath(int port) throws Exception {
            exit = new Socket("127.0.0.1", port);
            CompletableFuture.runAsync(this::serve, command -> new Thread(command, "mute-path").start());
        }

        int port() {
            return entrance.getLocalPort();
        }

        void mute() {
            mute = true;
        }

        private void serve() {
            try {
                Socket client = entrance.accept();
                new Thread(() -> copy(client, exit, false), "mute-path-up").start();
                copy(exit, client, true);
            } catch (IOException e) {
                // Closed: the test has ended.
            }
        }

        private void copy(Socket from, Socket to, boolean mutable) {
            byte[] buffer = new byte[8192];
            try {
                for (int count; (count = from.getInputStream().read(buffer)) > 0; ) {
                    if (!(mutable && mute)) {
                        to.getOutputStream().write(buffer, 0, count);
                    }
                }
            } catch (IOException e) {
                // Closed: the test has ended.
            }
        }

        @Override
        public void close() throws Exception {
            entrance.close();
            exit.close();
        }
    }
}
