package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.setup.DatabaseConnector.Attempt;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseConnectorIT {
    private static MariaDbServer mariaDb;
    private static SetupServer server;

    @BeforeAll
    static void start() {
        mariaDb = Servers.mariaDb();
        server = new SetupServer(mariaDb);
    }

    @AfterAll
    static void stop() {
        mariaDb.close();
    }

    @BeforeEach
    void setUpRight() throws SQLException {
        server.setUpRight();
    }

    private static Attempt open(String database, String user, String password) {
        return DatabaseConnector.open(mariaDb.jdbcUrl(database), user, password);
    }

    private static Finding wrong(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Wrong.class);
        return ((Attempt.Wrong) attempt).finding();
    }

    private static Finding unreachable(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Unreachable.class);
        return ((Attempt.Unreachable) attempt).finding();
    }

    @Test
    void theRightSettingsOpenAConnection() throws SQLException {
        Attempt attempt = open("test", "sync", SetupServer.PASSWORD);

        assertThat(attempt).isInstanceOf(Attempt.Opened.class);
        try (var connection = ((Attempt.Opened) attempt).connection()) {
            assertThat(connection.getCatalog()).isEqualTo("test");
        }
    }

    @Test
    void aWrongPasswordIsWrongAndIsNotShown() {
        Finding problem = wrong(open("test", "sync", "a-typo"));

        assertThat(problem.message()).contains("refuses user 'sync' or the password");
        assertThat(problem.fix()).contains("SPRING_DATASOURCE_PASSWORD");
        assertThat(problem.toString()).doesNotContain("a-typo");
    }

    @Test
    void aDatabaseThatIsNotThereIsWrong() {
        assertThat(wrong(open("tset", "root", mariaDb.rootPassword())).message())
                .contains("has no database tset");
    }

    @Test
    void anAccountWithoutAnyRightToTheDatabaseGetsTheGrantThatOpensIt() throws SQLException {
        server.createAccount("it's@bare");

        Finding problem = wrong(open("test", "it's@bare", SetupServer.PASSWORD));
        server.apply(problem);

        try (var connection = ((Attempt.Opened) open("test", "it's@bare", SetupServer.PASSWORD)).connection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void aLockedAccountIsWrong() throws SQLException {
        server.createAccount("locked");
        server.execute("ALTER USER 'locked'@'%' ACCOUNT LOCK");

        assertThat(wrong(open("test", "locked", SetupServer.PASSWORD)).message())
                .contains("locked");
    }

    @Test
    void aServerThatIsDownMayComeBack() {
        mariaDb.stop();
        Finding down = unreachable(open("test", "sync", SetupServer.PASSWORD));
        mariaDb.start();

        assertThat(down.message()).contains("no connection to 127.0.0.1:" + mariaDb.port());
        assertThat(open("test", "sync", SetupServer.PASSWORD)).isInstanceOf(Attempt.Opened.class);
    }

    @Test
    void aServerThatSaysNothingMayRecover() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            String url = "jdbc:mariadb://127.0.0.1:%d/test?connectTimeout=300".formatted(silent.getLocalPort());

            assertThat(unreachable(DatabaseConnector.open(url, "sync", "x")).message())
                    .contains("no connection to");
        }
    }

    @Test
    void aNameThatDoesNotResolveMayResolveLater() {
        Attempt attempt = DatabaseConnector.open("jdbc:mariadb://no.such.host.invalid:3306/test", "sync", "x");

        assertThat(unreachable(attempt).message())
                .isEqualTo("the name of the server no.such.host.invalid:3306 is unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://db:3306/test?password=hidden",
                "jdbc:mariadb://db:3306/?password=hidden",
                "jdbc:mariadb://root:hidden@db:3306/test",
                "jdbc:mariadb:replication://db1,db2/test?password=hidden",
                "jdbc:mariadb://127.0.0.1:1/test?sslMode=bogus&password=hidden"
            })
    void aUrlThatCannotBeUsedIsWrongAndShowsNoSecret(String url) {
        Finding problem = wrong(DatabaseConnector.open(url, "sync", "hidden"));

        assertThat(problem.fix()).contains("SPRING_DATASOURCE_URL");
        assertThat(problem.toString()).doesNotContain("hidden");
    }

    @Test
    void theSchemaIsTheOneThatTheUrlNames() {
        assertThat(DatabaseConnector.schema("jdbc:mariadb://[::1]:3306/test?useSsl=true"))
                .isEqualTo("test");
        assertThatThrownBy(() -> DatabaseConnector.schema("jdbc:mariadb://db:3306"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("expected: jdbc:mariadb://host:port/database");
    }
}
