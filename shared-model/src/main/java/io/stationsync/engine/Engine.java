package io.stationsync.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a session in a thread of its own, and a new one after each failure, with pauses that double from half a second
 * to ten. A session that fails with {@link State#FENCED} is the last.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    /** One attempt: opens what it needs, works until {@link Stop} is asked for or something fails, closes everything. */
    @FunctionalInterface
    public interface Session {
        void run(Stop stop) throws Exception;
    }

    private final EngineStatus status;
    private final Session session;
    private final Stop stop = new Stop();
    private final Thread thread;

    public Engine(EngineStatus status, Session session) {
        this.status = status;
        this.session = session;
        this.thread = new Thread(this::loop, status.name());
    }

    public void start() {
        thread.start();
    }

    /** Asks the session to end and waits for it. */
    @Override
    public void close() {
        stop.request();
        try {
            thread.join(STOP_PATIENCE.toMillis());
            if (thread.isAlive()) {
                log.warn("{} does not end; interrupting it", status.name());
                thread.interrupt();
                thread.join(STOP_PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        Duration pause = FIRST_PAUSE;
        while (!stop.isRequested()) {
            long start = System.nanoTime();
            @Nullable Exception failure = attempt();
            if (failure == null || stop.isRequested()) {
                break;
            }
            boolean lasted = System.nanoTime() - start > LONGEST_PAUSE.toNanos() * 3;
            pause = lasted ? FIRST_PAUSE : pause;
            if (report(failure, pause) == State.FENCED) {
                return;
            }
            stop.await(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        status.set(State.STOPPED);
    }

    private @Nullable Exception attempt() {
        try {
            session.run(stop);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (Exception e) {
            return e;
        }
    }

    private State report(Exception failure, Duration pause) {
        State state = failure instanceof EngineException known ? known.state() : State.RETRYING;
        String message =
                failure instanceof EngineException ? String.valueOf(failure.getMessage()) : Failures.text(failure);
        boolean stillOffline = state == State.OFFLINE && status.state() == State.OFFLINE;
        if (status.set(state, message) && !stillOffline) {
            log.warn("{} is {}: {}", status.name(), state, message);
        }
        log.debug("{} tries again in {} ms", status.name(), pause.toMillis(), failure);
        return state;
    }
}
