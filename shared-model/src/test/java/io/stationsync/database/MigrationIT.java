package io.stationsync.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Our own tables: MariaDB commits each statement of a migration, so a kill may leave it half done and not recorded. */
class MigrationIT {
    private static final String ORIGINS = "SELECT GROUP_CONCAT(gtid_position) FROM stationsync.sync_origin";

    @Test
    void a_migration_that_was_interrupted_is_run_again_and_keeps_where_capture_began() throws SQLException {
        try (MariaDbServer server = Servers.mariaDb(Map.of())) {
            flyway(server).migrate();
            String origin = value(server, ORIGINS);

            server.execute("DELETE FROM stationsync.flyway_schema_history WHERE version = '1'");
            flyway(server).migrate();

            assertThat(value(server, ORIGINS)).isEqualTo(origin);
        }
    }

    @Test
    void a_migration_that_was_interrupted_before_it_knew_where_capture_begins_finds_out() throws SQLException {
        try (MariaDbServer server = Servers.mariaDb(Map.of())) {
            flyway(server).migrate();

            server.execute(
                    "DELETE FROM stationsync.flyway_schema_history WHERE version = '1'",
                    "DELETE FROM stationsync.sync_origin");
            flyway(server).migrate();

            assertThat(value(server, ORIGINS)).matches("\\d+-\\d+-\\d+");
        }
    }

    private static Flyway flyway(MariaDbServer server) {
        return Flyway.configure()
                .dataSource(server.jdbcUrl(""), "root", server.rootPassword())
                .schemas("stationsync")
                .defaultSchema("stationsync")
                .createSchemas(true)
                .locations("classpath:db/stationsync/shared")
                .load();
    }

    private static String value(MariaDbServer server, String query) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
