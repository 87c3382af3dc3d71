package io.stationsync.agent.load;

import io.stationsync.wire.StatusRecords.TableLoad;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** How far loads are, in words. */
final class LoadProgress {
    private LoadProgress() {}

    /** @return by table, sorted */
    static Map<String, String> all(Map<String, TableLoad> loads, long nowMs) {
        Map<String, String> texts = new TreeMap<>();
        loads.forEach((table, load) -> texts.put(table, text(load, nowMs)));
        return texts;
    }

    static String text(TableLoad load, long nowMs) {
        Long endedMs = load.endedMs();
        if (load.done() && endedMs != null) {
            return "%d rows sent until %s (%s)".formatted(load.rows(), Instant.ofEpochMilli(endedMs), load.reason());
        }
        if (load.rows() == 0) {
            return "about to begin (%s)".formatted(load.reason());
        }
        long rate = Math.max(1, load.rows() * 1000 / Math.max(1, nowMs - load.beganMs()));
        return "%d of about %d rows sent, %d rows/s, about %d s left (%s)"
                .formatted(load.rows(), load.estimatedRows(), rate, remaining(load) / rate, load.reason());
    }

    /** About how many rows are still to be sent. */
    static long remaining(TableLoad load) {
        return load.done() ? 0 : Math.max(0, load.estimatedRows() - load.rows());
    }
}
