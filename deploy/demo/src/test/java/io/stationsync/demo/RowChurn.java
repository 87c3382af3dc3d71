package io.stationsync.demo;

import java.time.Duration;
import java.util.Random;

/** Inserts, updates and deletes rows of the documentation's table at a station, in a thread of its own. */
final class RowChurn {
    private static final Duration PACE = Duration.ofMillis(10);
    private static final Duration RECONNECT = Duration.ofMillis(200);

    private final Station station;
    private final Random random;
    private final Thread thread;
    private volatile boolean stopped;

    RowChurn(Station station, long seed) {
        this.station = station;
        this.random = new Random(seed);
        this.thread = new Thread(this::run, "churns-" + station);
    }

    RowChurn start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        while (!stopped) {
            try {
                station.database().execute(statement());
                Waiting.pause(PACE);
            } catch (IllegalStateException away) {
                // Whether it was committed does not matter: both sides must have what the station has.
                Waiting.pause(RECONNECT);
            }
        }
    }

    private String statement() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> insert(1);
            case 2 -> insert(5);
            case 3 ->
                "UPDATE kafka_test SET text = 'changed %d', modify_date = NOW() ORDER BY RAND() LIMIT 3"
                        .formatted(random.nextInt(1_000));
            case 4 -> "UPDATE kafka_test SET id = id + 1000000 WHERE id < 1000000 ORDER BY RAND() LIMIT 1";
            default -> "DELETE FROM kafka_test ORDER BY RAND() LIMIT 3";
        };
    }

    private String insert(int rows) {
        String row = "('row %d', '%s', NOW(), NOW())".formatted(random.nextInt(1_000), station.code());
        return "INSERT INTO kafka_test (text, code, create_date, modify_date) VALUES "
                + String.join(", ", java.util.Collections.nCopies(rows, row));
    }

    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a writer ends", e);
        }
    }
}
