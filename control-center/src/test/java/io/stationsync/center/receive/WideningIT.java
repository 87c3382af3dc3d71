package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.stationsync.center.RunningCenter;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Column;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A master table that takes long to change holds up nobody but those who want it changed. */
class WideningIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TABLE = "widened";
    private static final TableSchema GAINED = new TableSchema(
            TABLE,
            List.of(
                    new Column("id", "int(11)", null, false, null, false),
                    new Column("code", "varchar(20)", "ascii_bin", false, null, false),
                    new Column("gained", "int(11)", null, true, null, false)),
            List.of("id"));

    private final Fleet fleet = new Fleet();

    private Station station(String code) {
        StationCode station = new StationCode(code);
        fleet.announced(
                station,
                new Heartbeat("-", "-", 0, List.of(code), "code", -1, Map.of(), List.of(GAINED), Map.of(), null));
        return fleet.station(station).orElseThrow();
    }

    @Test
    void stations_that_wait_for_a_change_hold_no_connection_and_find_it_made() throws Exception {
        DATABASE.execute(
                "DROP TABLE IF EXISTS widened",
                "CREATE TABLE widened (id int NOT NULL, code varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, PRIMARY KEY (id, code))");
        try (HikariDataSource two = new HikariDataSource();
                Connection reader = DATABASE.dataSource().getConnection();
                Statement read = reader.createStatement()) {
            two.setDataSource(DATABASE.dataSource());
            two.setMaximumPoolSize(2);
            two.setConnectionTimeout(1_000);
            Widening widening = new Widening(two, new MasterTables("test", true, "code"));
            reader.setAutoCommit(false);
            read.executeQuery("SELECT * FROM widened").close();

            for (int number = 1; number <= 8; number++) {
                Station station = station("ST00" + number);
                assertThatThrownBy(() -> widening.follow(station, GAINED, Set.of()))
                        .isInstanceOfAny(EngineException.class, SQLException.class);
            }

            try (Connection others = two.getConnection()) {
                assertThat(others.isValid(1)).isTrue();
            }
            reader.commit();
            Station waiting = station("ST002");
            RunningCenter.await("the table is found changed", () -> isFound(widening, waiting));
            assertThat(
                            DATABASE.value(
                                    "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'widened' AND column_name = 'gained'"))
                    .isEqualTo("1");
        }
    }

    private static boolean isFound(Widening widening, Station station) {
        try {
            return widening.follow(station, GAINED, Set.of()) instanceof Found.Ready;
        } catch (EngineException | SQLException e) {
            return false;
        }
    }
}
