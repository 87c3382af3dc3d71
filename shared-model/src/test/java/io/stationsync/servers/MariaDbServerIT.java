package io.stationsync.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MariaDbServerIT {
    private final MariaDbServer server = Servers.mariaDb();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keepsItsRowsAndItsPortWhenItIsKilled() throws SQLException {
        int port = server.port();
        server.execute(
                "CREATE DATABASE shop",
                "CREATE TABLE shop.sale (id INT PRIMARY KEY)",
                "INSERT INTO shop.sale VALUES (7)");

        server.kill();
        assertThat(server.isRunning()).isFalse();
        server.start();

        assertThat(server.port()).isEqualTo(port);
        assertThat(ask("SELECT id FROM shop.sale")).isEqualTo("7");
    }

    @Test
    void startsAgainAfterACleanStop() throws SQLException {
        server.stop();
        assertThat(server.isRunning()).isFalse();
        server.start();

        assertThat(ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void writesTheBinlogThatCaptureNeeds() throws SQLException {
        assertThat(ask("SELECT CONCAT_WS(' ', @@log_bin, @@binlog_format, @@binlog_row_image, @@binlog_row_metadata)"))
                .isEqualTo("ON ROW FULL FULL");
    }

    @Test
    void takesVariablesThatWinOverTheDefaultsAndSharesNoIdentity() throws SQLException {
        try (MariaDbServer other = Servers.mariaDb(Map.of("sync-binlog", "0"))) {
            assertThat(ask(other, "SELECT @@sync_binlog")).isEqualTo("0");
            assertThat(ask(other, "SELECT @@server_id")).isNotEqualTo(ask("SELECT @@server_id"));
            assertThat(ask(other, "SELECT @@gtid_domain_id")).isNotEqualTo(ask("SELECT @@gtid_domain_id"));
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        assertThatThrownBy(() -> Servers.mariaDb(Map.of("no_such_variable", "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-variable");
    }

    private String ask(String query) throws SQLException {
        return ask(server, query);
    }

    private static String ask(MariaDbServer server, String query) throws SQLException {
        try (Connection connection = server.connect();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
