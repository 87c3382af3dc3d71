package io.stationsync.demo;

import java.time.Duration;
import java.util.Random;
import java.util.function.Function;

/** An application that executes one statement after the other until it is stopped. */
final class Writer {
    private static final Duration PACE = Duration.ofMillis(5);
    private static final Duration RECONNECT = Duration.ofMillis(200);

    private final Database database;
    private final Function<Random, String> statements;
    private final Random random = new Random(11);
    private final Thread thread = new Thread(this::run, "writer");
    private volatile boolean stopped;

    private Writer(Database database, Function<Random, String> statements) {
        this.database = database;
        this.statements = statements;
    }

    static Writer start(Database database, Function<Random, String> statements) {
        Writer writer = new Writer(database, statements);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    private void run() {
        while (!stopped) {
            try {
                database.execute(statements.apply(random));
                Waiting.pause(PACE);
            } catch (IllegalStateException refused) {
                // A deadlock with the sync, for example: an application tries again.
                Waiting.pause(RECONNECT);
            }
        }
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
