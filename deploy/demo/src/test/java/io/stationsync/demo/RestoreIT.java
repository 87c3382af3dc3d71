package io.stationsync.demo;

import static io.stationsync.demo.Tables.PATIENCE;
import static io.stationsync.demo.Tables.await;
import static io.stationsync.demo.Tables.awaitEqual;
import static io.stationsync.demo.Tables.awaitRoundTrip;
import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.like;
import static io.stationsync.demo.Tables.ofStation;
import static io.stationsync.demo.Tables.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A database goes back to a backup of its files, or edits of the center are lost, and both sides end equal by themselves. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreIT {
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001")
            .withTables(SyncedTable.KAFKA_TEST, like("lost"), like("station_back"), like("center_back"), like("unsent"))
            .withCenterProperty("sync.heartbeat-interval", "500ms")
            .withAgentProperty("sync.heartbeat-interval", "500ms"));
    private static final Station STATION = FLEET.station("ST001");

    @RegisterExtension
    static final LogsOnFailure LOGS = new LogsOnFailure(() -> FLEET);

    @TempDir
    Path backup;

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static Database master() {
        return FLEET.center().database();
    }

    private static String text(Database database, String table, long id) {
        return database.value("SELECT text FROM %s WHERE id = %d".formatted(table, id));
    }

    private static long conflicts(String table, String outcome) {
        return master().number(
                        "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = '%s' AND outcome = '%s'"
                                .formatted(table, outcome));
    }

    /** Rows 1 to 6, known everywhere. */
    private static void begin(String table) {
        for (long id = 1; id <= 6; id++) {
            STATION.database().execute(insert(table, STATION, id, "first"));
        }
        awaitRoundTrip(FLEET, table, STATION);
    }

    private static void edit(String statement) {
        master().execute(ofStation(statement, STATION));
    }

    @Test
    @Order(1)
    void edits_on_a_return_topic_that_was_deleted_reach_the_station_all_the_same() throws Exception {
        begin("lost");
        STATION.agent().stop();
        edit(update("lost", 1, "text = 'lost edit'"));
        edit(delete("lost", 2));
        STATION.database().execute(update("lost", 3, "text = 'meanwhile'"));
        FLEET.awaitSilence(Duration.ofSeconds(1), PATIENCE);
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, FLEET.kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of("sync.down.ST001")).all().get();
        }

        STATION.agent().start();

        await(STATION.database(), "SELECT text FROM lost WHERE id = 1", "lost edit");
        // The center goes on with the new topic, and what it sends there counts as unacknowledged.
        edit(update("lost", 4, "text = 'edited afterwards'"));
        await(STATION.database(), "SELECT text FROM lost WHERE id = 4", "edited afterwards");
        awaitRoundTrip(FLEET, "lost", STATION);
        awaitEqual(STATION, "lost");
        assertThat(text(master(), "lost", 1)).isEqualTo("lost edit");
        assertThat(text(master(), "lost", 3)).isEqualTo("meanwhile");
        // Nobody can tell a lost delete from a row that never arrived: it is back, and an operator can delete it again.
        assertThat(conflicts("lost", "row-restored")).isOne();
        assertThat(STATION.agent().metric("sync_losses_total", "topic", "sync.down.ST001"))
                .isPositive();
    }

    @Test
    @Order(2)
    void a_station_that_goes_back_to_a_backup_gets_back_from_the_center_what_it_lacks() throws Exception {
        begin("station_back");
        STATION.agent().stop();
        backUp(STATION.database());
        STATION.agent().start();
        STATION.database()
                .execute(
                        update("station_back", 1, "text = 'after the backup'"),
                        insert("station_back", STATION, 7, "made after the backup"));
        edit(update("station_back", 2, "text = 'by the operator'"));
        awaitRoundTrip(FLEET, "station_back", STATION);
        edit(update("station_back", 3, "text = 'still under way'"));
        STATION.agent().kill();

        restore(STATION.database());
        // More than was lost: the GTIDs look as if nothing had happened.
        for (int i = 0; i < 200; i++) {
            STATION.database().execute(update("station_back", 4, "text = 'before the agent is back %d'".formatted(i)));
        }
        STATION.database().execute(insert("station_back", STATION, 8, "made before the agent is back"));
        STATION.agent().start();

        await(STATION.database(), "SELECT text FROM station_back WHERE id = 1", "after the backup");
        await(STATION.database(), "SELECT text FROM station_back WHERE id = 2", "by the operator");
        await(STATION.database(), "SELECT text FROM station_back WHERE id = 3", "still under way");
        await(STATION.database(), "SELECT text FROM station_back WHERE id = 7", "made after the backup");
        await(master(), "SELECT text FROM station_back WHERE id = 8", "made before the agent is back");
        awaitRoundTrip(FLEET, "station_back", STATION);
        awaitEqual(STATION, "station_back");
        // What only the restored station had is among the conflicts.
        assertThat(
                        master().number(
                                        "SELECT COUNT(*) FROM stationsync.sync_conflict WHERE table_name = 'station_back' AND outcome = 'control-kept' AND station_row LIKE '%before the agent is back 199%'"))
                .isOne();
        assertThat(STATION.agent().metric("sync_restores_total")).isEqualTo(1);
    }

    @Test
    @Order(3)
    void a_center_that_goes_back_to_a_backup_gets_back_from_the_stations_what_it_lacks() throws Exception {
        begin("center_back");
        FLEET.center().service().stop();
        backUp(master());
        FLEET.center().service().start();
        edit(update("center_back", 1, "text = 'edited after the backup'"));
        edit(delete("center_back", 2));
        STATION.database()
                .execute(
                        update("center_back", 3, "text = 'changed after the backup'"),
                        insert("center_back", STATION, 7, "made after the backup"));
        awaitRoundTrip(FLEET, "center_back", STATION);
        FLEET.center().service().kill();

        restore(master());
        edit(update("center_back", 4, "text = 'before the service is back'"));
        FLEET.center().service().start();

        await(master(), "SELECT text FROM center_back WHERE id = 1", "edited after the backup");
        await(master(), "SELECT text FROM center_back WHERE id = 7", "made after the backup");
        awaitRoundTrip(FLEET, "center_back", STATION);
        awaitEqual(STATION, "center_back");
        assertThat(text(STATION.database(), "center_back", 1)).isEqualTo("edited after the backup");
        assertThat(text(STATION.database(), "center_back", 3)).isEqualTo("changed after the backup");
        assertThat(STATION.database().number("SELECT COUNT(*) FROM center_back WHERE id = 2"))
                .isZero();
        assertThat(FLEET.center().service().metric("sync_restores_total")).isEqualTo(1);
    }

    @Test
    @Order(4)
    void edits_that_the_center_could_not_send_before_its_binlog_was_purged_reach_the_station() {
        begin("unsent");
        FLEET.center().service().stop();
        edit(update("unsent", 1, "text = 'never sent'"));
        edit(delete("unsent", 2));
        STATION.database()
                .execute(update("unsent", 2, "text = 'of a lost delete'"), update("unsent", 3, "text = 'meanwhile'"));
        master().execute("FLUSH BINARY LOGS");
        String last = master().query("SHOW BINARY LOGS").stream()
                .map(row -> row.values().iterator().next())
                .reduce("", (one, other) -> other);
        master().execute("PURGE BINARY LOGS TO '" + last + "'");

        FLEET.center().service().start();

        await(STATION.database(), "SELECT text FROM unsent WHERE id = 1", "never sent");
        awaitRoundTrip(FLEET, "unsent", STATION);
        awaitEqual(STATION, "unsent");
        assertThat(text(master(), "unsent", 3)).isEqualTo("meanwhile");
        // The station's change was there before the center knew what it had lost.
        assertThat(text(master(), "unsent", 2)).isEqualTo("of a lost delete");
        assertThat(conflicts("unsent", "row-restored")).isOne();
    }

    private static Path data(Database database) {
        return Path.of(database.value("SELECT @@datadir"));
    }

    private void backUp(Database database) throws IOException {
        Path data = data(database);
        database.server().stop();
        copy(data, backup);
        database.server().start();
    }

    private void restore(Database database) throws IOException {
        Path data = data(database);
        database.server().stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        copy(backup, data);
        database.server().start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
