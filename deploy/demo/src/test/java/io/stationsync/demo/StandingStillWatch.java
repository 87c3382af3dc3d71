package io.stationsync.demo;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Looks all the time which tables stand still at the center. */
final class StandingStillWatch implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(100);

    private final ServiceProcess center;
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final Thread thread = new Thread(this::run, "standing-still");
    private volatile boolean stopped;

    StandingStillWatch(ServiceProcess center) {
        this.center = center;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            now(center).forEach(seen::add);
            Waiting.pause(PACE);
        }
    }

    /** Those that stand still now, such as {@code ST001.kafka_test}. */
    static Set<String> now(ServiceProcess center) {
        Set<String> tables = new ConcurrentSkipListSet<>();
        center.health()
                .path("components")
                .path("apply")
                .path("details")
                .path("standingStill")
                .propertyNames()
                .forEach(tables::add);
        return tables;
    }

    /** Why a table stands still; empty if it does not. */
    static String reason(ServiceProcess center, String table) {
        return center.health()
                .path("components")
                .path("apply")
                .path("details")
                .path("standingStill")
                .path(table)
                .asString("");
    }

    /** Those that were seen to stand still. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
