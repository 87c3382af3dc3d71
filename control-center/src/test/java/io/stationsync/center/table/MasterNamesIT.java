package io.stationsync.center.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.model.Column;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A table that a station announces keeps its name at the center, or waits. */
class MasterNamesIT {
    private static final TableSchema TABLE = new TableSchema(
            "Kafka_Test", List.of(new Column("id", "bigint(20)", null, false, null, false)), List.of("id"));

    private static Found found(MariaDbServer server, TableSchema table) throws SQLException {
        StationCode code = new StationCode("ST001");
        Fleet fleet = new Fleet();
        fleet.announced(
                code,
                new Heartbeat("-", "-", 0, List.of("ST001"), "code", -1, Map.of(), List.of(table), Map.of(), null));
        Station station = fleet.station(code).orElseThrow();
        server.execute("CREATE DATABASE IF NOT EXISTS test");
        try (Connection connection = server.connect("test")) {
            return new MasterTables("test", true, "code").find(connection, station, table);
        }
    }

    /** Its row events would say kafka_test, of which no station knows: what operators edit would go nowhere. */
    @Test
    void onAServerThatKeepsNamesInLowerCaseOneWithCapitalsWaits() throws SQLException {
        try (MariaDbServer server = Servers.mariaDb(Map.of("lower_case_table_names", "1"))) {
            assertThat(found(server, TABLE)).isInstanceOfSatisfying(Found.Unfit.class, unfit -> assertThat(
                            unfit.problem())
                    .startsWith("the table of station ST001 is Kafka_Test, but the center's server keeps names"));
            assertThat(found(server, new TableSchema("kafka_test", TABLE.columns(), TABLE.primaryKey())))
                    .isInstanceOf(Found.Ready.class);
        }
    }

    @Test
    void elsewhereItIsMade() throws SQLException {
        try (MariaDbServer server = Servers.mariaDb()) {
            assertThat(found(server, TABLE)).isInstanceOf(Found.Ready.class);
        }
    }
}
