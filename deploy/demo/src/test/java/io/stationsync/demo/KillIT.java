package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything is killed again and again while both sides write. System properties: {@code kill.seed} gives another order,
 * {@code kill.seconds} says how long it goes on at least.
 */
class KillIT {
    private static final Logger log = LoggerFactory.getLogger(KillIT.class);
    private static final long SEED = Long.getLong("kill.seed", 479_065);
    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("kill.seconds", 45));
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration SILENCE = Duration.ofSeconds(6);
    private static final int LONGEST_PAUSE_MS = 2_500;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> kills = new LinkedHashMap<>();

    @Test
    void counters_are_right_at_both_ends_after_everything_was_killed_several_times() throws Exception {
        log.info("kill.seed={} (-Dkill.seed={} repeats the order)", SEED, SEED);
        try (Fleet fleet = new Fleet(FleetOptions.stations("ST001", "ST002")
                .withTables(CountingWriter.COUNTER, SyncedTable.KAFKA_TEST)
                // Beyond both limits both sides end equal, too, but a counter may lose: the station's row gives way, as
                // a
                // conflict.
                .withCenterProperty("sync.unacknowledged-limit", "1000000")
                .withCenterJvm("-Xmx512m"))) {
            fleet.start(PATIENCE);
            List<CountingWriter> counting = startCounting(fleet);
            List<RowChurn> churning = fleet.stations().stream()
                    .map(station -> new RowChurn(station, SEED).start())
                    .toList();

            killAll(fleet);
            counting.forEach(writer -> writer.awaitMore(20));
            counting.forEach(CountingWriter::stop);
            churning.forEach(RowChurn::stop);
            log.info(
                    "killed {}; counted {}",
                    kills,
                    counting.stream().map(CountingWriter::updates).toList());

            fleet.services().forEach(service -> service.awaitHealthy(PATIENCE));
            fleet.awaitEqual("counter", PATIENCE);
            fleet.awaitEqual("kafka_test", PATIENCE);
            fleet.awaitSilence(SILENCE, PATIENCE);
            verify(fleet, counting);
        } catch (Throwable e) {
            throw new AssertionError("with -Dkill.seed=" + SEED + ", after killing " + kills, e);
        }
    }

    /**
     * At each station on rows 1 to 4, at the center on rows 11 to 13 of each station and, in columns of its own, on the
     * rows 1 to 4 that the station writes at the same time.
     */
    private static List<CountingWriter> startCounting(Fleet fleet) {
        List<CountingWriter> writers = new ArrayList<>();
        for (Station station : fleet.stations()) {
            CountingWriter.insertRows(station, 1, 4);
            CountingWriter.insertRows(station, 11, 13);
            writers.add(new CountingWriter(station.database(), station.code(), 1, 4));
            writers.add(new CountingWriter(fleet.center().database(), station.code(), 11, 13));
            writers.add(CountingWriter.inCenterColumns(fleet.center().database(), station.code(), 1, 4));
        }
        fleet.awaitEqual("counter", PATIENCE);
        writers.forEach(CountingWriter::start);
        return writers;
    }

    private void killAll(Fleet fleet) {
        List<Victim> victims = new ArrayList<>(List.of(
                Victim.of(fleet.station("ST001").agent()),
                Victim.of(fleet.center().service()),
                Victim.of("Kafka", fleet.kafka()),
                Victim.of("database of the center", fleet.center().database().server()),
                Victim.of("database of ST001", fleet.station("ST001").database().server())));
        long end = System.nanoTime() + DURATION.toNanos();
        for (int round = 0; round < ROUNDS || System.nanoTime() < end; round++) {
            Collections.shuffle(victims, random);
            for (int i = 0; i < victims.size(); ) {
                int together = Math.min(1 + random.nextInt(2), victims.size() - i);
                killAndStart(victims.subList(i, i + together));
                i += together;
            }
        }
    }

    /** Starts them in the order in which they were killed, so that a service may come back before what it needs. */
    private void killAndStart(List<Victim> together) {
        log.info("killing {}", together.stream().map(Victim::name).toList());
        Victim.killAll(together);
        together.forEach(victim -> kills.merge(victim.name(), 1, Integer::sum));
        Waiting.pause(somePause());
        together.forEach(victim -> victim.start().run());
        Waiting.pause(somePause());
    }

    private Duration somePause() {
        return Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MS));
    }

    private static void verify(Fleet fleet, List<CountingWriter> counting) throws IOException {
        for (CountingWriter writer : counting) {
            assertThat(writer.counters(fleet.center().database()))
                    .as("at the center")
                    .isEqualTo(writer.committed());
        }
        assertThat(fleet.center().database().number("SELECT COUNT(*) FROM stationsync.sync_conflict"))
                .as("conflicts, though the two sides never write the same column")
                .isZero();
        for (Station station : fleet.stations()) {
            assertThat(Stream.of("counter", "kafka_test").flatMap(table -> station.difference(table).stream()))
                    .as("still equal when nothing travels any more")
                    .isEmpty();
        }
        for (ServiceProcess service : fleet.services()) {
            assertThat(service.metric("sync_state", "state", "resync_needed"))
                    .as("components of %s that have found a gap", service)
                    .isZero();
            assertThat(Files.readString(service.logFile()))
                    .as("log of %s", service)
                    .doesNotContain("RESYNC_NEEDED", "FENCED");
        }
    }
}
