package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.like;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that must stand still, each with a reason that names the way out, while the others go on. */
class StandingStillIT {
    private static final SyncedTable MISSING =
            new SyncedTable("missing", like("missing").stationDdl(), "");

    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(SyncedTable.KAFKA_TEST, MISSING)
            .withCenterProperty("sync.auto-create", "false"));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @BeforeAll
    static void start() {
        FLEET.startServers();
        FLEET.center().service().start();
        STATION.agent().start();
        // The center is DOWN as soon as it hears of the table, be it that it has no rows.
        STATION.agent().awaitRunning(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    @Test
    void a_table_waits_visibly_for_its_master_table_and_goes_on_once_it_is_made() {
        ServiceProcess center = FLEET.center().service();
        STATION.database().execute(insert("missing", STATION, 1, "waits"), insert("missing", STATION, 2, "waits too"));
        String reason = awaitStandingStill(center, "missing");
        assertThat(reason).startsWith("WAITING_FOR_TABLE since ").contains("sync.auto-create is false");
        assertThat(center.health().path("status").asString()).isEqualTo("DOWN");
        assertThat(center.health("/liveness").path("status").asString()).isEqualTo("UP");
        // The other table is not held up.
        awaitRoundTrip(FLEET, "kafka_test", STATION);

        FLEET.center().database().execute(reason.substring(reason.indexOf("CREATE TABLE")));

        awaitEqual(STATION, "missing");
        center.awaitHealthy(PATIENCE);
        awaitRoundTrip(FLEET, "missing", STATION);
        assertThat(FLEET.center().database().number("SELECT COUNT(DISTINCT master_id) FROM missing WHERE id IN (1, 2)"))
                .isEqualTo(2);
    }

    private static String awaitStandingStill(ServiceProcess center, String table) {
        Waiting.until(
                "the center says why %s stands still".formatted(table),
                PATIENCE,
                () -> standingStill(center, table).isEmpty()
                        ? Optional.of("Its health is " + center.health())
                        : Optional.empty());
        return standingStill(center, table);
    }

    private static String standingStill(ServiceProcess center, String table) {
        return center.health()
                .path("components")
                .path("apply")
                .path("details")
                .path("standingStill")
                .path("ST001." + table)
                .asString("");
    }
}
