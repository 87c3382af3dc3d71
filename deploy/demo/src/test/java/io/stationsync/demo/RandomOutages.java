package io.stationsync.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away everything in a fleet, some at a time and in random order: every process and server with SIGKILL, every link
 * cut and frozen. The order and the pauses come from the seed.
 */
final class RandomOutages {
    private static final Logger log = LoggerFactory.getLogger(RandomOutages.class);
    private static final int MOST_TOGETHER = 3;
    private static final int LONGEST_OUTAGE_MS = 5_000;
    private static final int LONGEST_PAUSE_MS = 2_500;

    private final List<Victim> victims = new ArrayList<>();
    private final Random random;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    RandomOutages(Fleet fleet, long seed) {
        this.random = new Random(seed);
        victims.add(Victim.of("Kafka", fleet.kafka()));
        victims.add(Victim.supervised(fleet.center().service()));
        victims.add(
                Victim.of("database of the center", fleet.center().database().server()));
        victims.add(Victim.cut("the center", fleet.center().link()));
        victims.add(Victim.frozen("the center", fleet.center().link()));
        for (Station station : fleet.stations()) {
            victims.add(Victim.supervised(station.agent()));
            victims.add(Victim.of("database of " + station, station.database().server()));
            victims.add(Victim.cut(station.code(), station.link()));
            victims.add(Victim.frozen(station.code(), station.link()));
        }
    }

    /** Goes on for that long and then until all is there again. */
    void goOnFor(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            List<Victim> order = new ArrayList<>(victims);
            Collections.shuffle(order, random);
            while (!order.isEmpty() && System.nanoTime() < end) {
                List<Victim> together = order.subList(0, Math.min(1 + random.nextInt(MOST_TOGETHER), order.size()));
                takeAway(together);
                together.clear();
            }
        }
    }

    /** Gives them back in the order in which they were taken, so that a service may come back before what it needs. */
    private void takeAway(List<Victim> together) {
        log.info("taking away {}", together.stream().map(Victim::name).toList());
        Victim.killAll(together);
        together.forEach(victim -> counts.merge(victim.name(), 1, Integer::sum));
        Waiting.pause(Duration.ofMillis(random.nextInt(LONGEST_OUTAGE_MS)));
        together.forEach(victim -> victim.start().run());
        Waiting.pause(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MS)));
    }

    /** How often each was taken away. */
    Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }
}
