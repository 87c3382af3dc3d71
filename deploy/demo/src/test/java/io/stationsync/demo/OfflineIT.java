package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a service needs goes away and comes back: nothing ends, health says what is wrong, everything arrives once. The system
 * property {@code offline.seconds} says for how long a thing is away at least.
 */
class OfflineIT {
    private static final Duration AWAY = Duration.ofSeconds(Long.getLong("offline.seconds", 15));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Fleet FLEET =
            new Fleet(FleetOptions.stations("ST001", "ST002", "ST003").withTables(CountingWriter.COUNTER));
    private static final Station STATION = FLEET.station("ST001");

    @BeforeAll
    static void start() {
        FLEET.startServers();
        FLEET.center().service().start();
        STATION.agent().start();
        FLEET.center().service().awaitHealthy(PATIENCE);
        STATION.agent().awaitHealthy(PATIENCE);
    }

    @AfterAll
    static void end() {
        FLEET.close();
    }

    @Test
    void a_station_works_on_while_its_link_to_kafka_is_cut() {
        whileKafkaIsAway(100, STATION.link()::cut);
    }

    @Test
    void a_station_works_on_while_its_link_to_kafka_is_silent() {
        whileKafkaIsAway(200, STATION.link()::freeze);
    }

    private static void whileKafkaIsAway(int firstRow, Runnable takeAway) {
        TcpProxy link = STATION.link();
        try (Work work = Work.begin(firstRow)) {
            Instant before = Instant.now();
            takeAway.run();
            JsonNode said = Components.await(STATION.agent(), "link", PATIENCE, "OFFLINE");
            assertSaysWhatAndSinceWhen(said, before);
            Components.await(STATION.agent(), "capture", PATIENCE, "OFFLINE");
            work.goOnUntil(before.plus(AWAY));
            assertThat(Components.state(STATION.agent(), "database")).isEqualTo("RUNNING");
            link.restore();
            work.endsWithEverythingArrivedOnce();
        } finally {
            link.restore();
        }
    }

    @Test
    void the_center_waits_while_its_database_is_down() {
        ServiceProcess center = FLEET.center().service();
        try (Work work = Work.begin(300)) {
            Instant before = Instant.now();
            FLEET.center().database().server().kill();
            assertSaysWhatAndSinceWhen(Components.await(center, "database", PATIENCE, "RETRYING"), before);
            assertSaysWhatAndSinceWhen(Components.await(center, "apply", PATIENCE, "RETRYING"), before);
            assertSaysWhatAndSinceWhen(Components.await(center, "capture", PATIENCE, "RETRYING"), before);
            work.goOnUntil(before.plus(AWAY));
            assertThat(Components.state(STATION.agent(), "capture")).isEqualTo("RUNNING");
            FLEET.center().database().server().start();
            work.endsWithEverythingArrivedOnce();
        } finally {
            FLEET.center().database().server().start();
        }
    }

    @Test
    void an_agent_waits_while_its_database_restarts() {
        ServiceProcess agent = STATION.agent();
        try (Work work = Work.begin(400)) {
            Instant before = Instant.now();
            STATION.database().server().stop();
            assertSaysWhatAndSinceWhen(Components.await(agent, "database", PATIENCE, "RETRYING"), before);
            assertSaysWhatAndSinceWhen(Components.await(agent, "capture", PATIENCE, "RETRYING"), before);
            STATION.database().server().start();
            Components.await(agent, "database", PATIENCE, "RUNNING");
            work.endsWithEverythingArrivedOnce();
        } finally {
            STATION.database().server().start();
        }
    }

    @Test
    void rows_written_before_an_agent_ever_saw_kafka_arrive_when_it_does() {
        Station station = FLEET.station("ST002");
        station.link().cut();
        station.agent().start();
        try (LivenessWatch liveness = LivenessWatch.of(station.agent())) {
            Components.await(station.agent(), "link", PATIENCE, "OFFLINE");
            Components.await(station.agent(), "apply", PATIENCE, "OFFLINE");
            CountingWriter.insertRows(station, 1, 5);
            station.database().execute("UPDATE counter SET n = 7 WHERE id = 3", "DELETE FROM counter WHERE id = 4");
            station.link().restore();
            awaitEqual(station);
            station.agent().awaitHealthy(PATIENCE);
            assertThat(liveness.complaints()).isEmpty();
        }
        assertThat(station.database().number("SELECT COUNT(*) FROM counter")).isEqualTo(4);
    }

    @Test
    void an_agent_started_while_its_database_is_down_waits_for_it() {
        Station station = FLEET.station("ST003");
        station.database().server().stop();
        station.agent().start();
        awaitLog(station.agent(), "waiting for the database");
        station.database().server().start();
        station.agent().awaitHealthy(PATIENCE);
        CountingWriter.insertRows(station, 1, 3);
        awaitEqual(station);
    }

    private static void assertSaysWhatAndSinceWhen(JsonNode details, Instant before) {
        assertThat(details.path("lastError").asString("")).isNotEmpty();
        assertThat(Instant.parse(details.path("since").asString(""))).isAfterOrEqualTo(before);
    }

    private static void awaitLog(ServiceProcess service, String text) {
        Waiting.until("%s says '%s'".formatted(service, text), PATIENCE, () -> {
            assertThat(service.isRunning()).as(service.log()).isTrue();
            return service.log().contains(text) ? Optional.empty() : Optional.of("It says: " + service.log());
        });
    }

    private static void awaitEqual(Station station) {
        Waiting.until(
                "rows of %s are the same at both ends".formatted(station),
                PATIENCE,
                () -> station.difference("counter"));
    }

    /** Both sides count on rows of their own, and the services are watched, while something is away. */
    private record Work(CountingWriter atStation, CountingWriter atCenter, LivenessWatch liveness)
            implements AutoCloseable {

        static Work begin(int firstRow) {
            CountingWriter.insertRows(STATION, firstRow, firstRow + 3);
            awaitEqual(STATION);
            Work work = new Work(
                    new CountingWriter(STATION.database(), "ST001", firstRow, firstRow + 1).start(),
                    new CountingWriter(FLEET.center().database(), "ST001", firstRow + 2, firstRow + 3).start(),
                    LivenessWatch.of(STATION.agent(), FLEET.center().service()));
            work.atStation.awaitMore(20);
            work.atCenter.awaitMore(20);
            return work;
        }

        void goOnUntil(Instant end) {
            Waiting.until(
                    "it was away long enough",
                    AWAY.plus(PATIENCE),
                    () -> Instant.now().isBefore(end) ? Optional.of("until " + end) : Optional.empty());
        }

        void endsWithEverythingArrivedOnce() {
            atStation.awaitMore(20);
            atCenter.awaitMore(20);
            atStation.stop();
            atCenter.stop();
            STATION.agent().awaitHealthy(PATIENCE);
            FLEET.center().service().awaitHealthy(PATIENCE);
            awaitEqual(STATION);
            for (Database database :
                    new Database[] {STATION.database(), FLEET.center().database()}) {
                assertThat(atStation.counters(database)).as("at %s", database).isEqualTo(atStation.committed());
                assertThat(atCenter.counters(database)).as("at %s", database).isEqualTo(atCenter.committed());
            }
            assertThat(liveness.complaints()).isEmpty();
        }

        @Override
        public void close() {
            atStation.close();
            atCenter.close();
            liveness.close();
        }
    }
}
