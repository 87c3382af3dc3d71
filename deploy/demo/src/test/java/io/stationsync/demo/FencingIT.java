package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two agents with one code: the second takes over, the first says so and does nothing any more. */
class FencingIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Fleet FLEET = new Fleet(FleetOptions.stations("ST001").withTables(CountingWriter.COUNTER));
    private static final Station STATION = FLEET.station("ST001");

    @BeforeAll
    static void start() {
        FLEET.start(PATIENCE);
        CountingWriter.insertRows(STATION, 1, 4);
        CountingWriter.insertRows(STATION, 11, 12);
        FLEET.awaitEqual("counter", PATIENCE);
    }

    @AfterAll
    static void end() {
        FLEET.close();
    }

    @Test
    void a_second_agent_with_the_same_code_takes_over_and_the_first_goes_on_when_it_is_gone() throws Exception {
        ServiceProcess first = STATION.agent();
        ServiceProcess second = STATION.newAgent(Map.of());
        List<CountingWriter> writers = List.of(
                new CountingWriter(STATION.database(), "ST001", 1, 4).start(),
                new CountingWriter(FLEET.center().database(), "ST001", 11, 12).start());
        try (LivenessWatch liveness = LivenessWatch.of(first)) {
            writers.forEach(writer -> writer.awaitMore(100));
            second.start();
            second.awaitHealthy(PATIENCE);

            assertSaysWhoTookOver(first, second);
            double published = published(first);
            double applied = applied(first);
            awaitMorePublishedAndApplied(second);
            writers.forEach(writer -> writer.awaitMore(100));
            assertThat(published(first)).as("rows published by the first").isEqualTo(published);
            assertThat(applied(first)).as("rows applied by the first").isEqualTo(applied);
            assertThat(liveness.complaints()).isEmpty();
        }

        second.stop();
        first.stop();
        first.start();
        first.awaitHealthy(PATIENCE);
        awaitMorePublishedAndApplied(first);
        writers.forEach(writer -> writer.awaitMore(100));
        writers.forEach(CountingWriter::stop);
        assertNothingLostOrDoubled(writers);
    }

    @Test
    void a_second_agent_takes_over_a_station_where_nothing_happens() {
        ServiceProcess first = STATION.agent();
        ServiceProcess second = STATION.newAgent(Map.of());
        first.awaitHealthy(PATIENCE);
        second.start();

        assertSaysWhoTookOver(first, second);
        second.awaitHealthy(PATIENCE);

        second.stop();
        first.stop();
        first.start();
        first.awaitHealthy(PATIENCE);
    }

    private static void assertSaysWhoTookOver(ServiceProcess first, ServiceProcess second) {
        // An instance is host/pid/random.
        String other = "/%d/".formatted(second.pid());
        JsonNode capture = Components.await(first, "capture", PATIENCE, "FENCED");
        assertThat(capture.path("lastError").asString("")).contains(other, "has taken over");
        Components.await(first, "apply", PATIENCE, "FENCED");
        assertThat(first.health("/liveness").path("status").asString("")).isEqualTo("UP");
        assertThat(first.log()).contains("has taken over").contains(other);
    }

    private static double published(ServiceProcess agent) {
        return agent.metric("sync_rows_total", "stage", "published");
    }

    private static double applied(ServiceProcess agent) {
        return agent.metric("sync_rows_total", "stage", "applied");
    }

    private static void awaitMorePublishedAndApplied(ServiceProcess agent) {
        double published = published(agent);
        double applied = applied(agent);
        Waiting.until(
                agent + " publishes and applies",
                PATIENCE,
                () -> published(agent) > published && applied(agent) > applied
                        ? Optional.empty()
                        : Optional.of("It says %s. Its log ends:%n%s".formatted(agent.health(), agent.log())));
    }

    private static void assertNothingLostOrDoubled(List<CountingWriter> writers) {
        FLEET.awaitEqual("counter", PATIENCE);
        for (CountingWriter writer : writers) {
            assertThat(writer.counters(FLEET.center().database()))
                    .as("at the center")
                    .isEqualTo(writer.committed());
            assertThat(writer.counters(STATION.database())).as("at the station").isEqualTo(writer.committed());
        }
        assertThat(FLEET.center().service().metric("sync_rows_total", "stage", "duplicate"))
                .as("rows that came twice")
                .isZero();
    }
}
