package io.stationsync.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a part of the service says about itself, for health, metrics and the API. Thread-safe. */
public final class EngineStatus {
    private final String name;
    private final Clock clock;
    private final Map<String, Supplier<Object>> details = new ConcurrentHashMap<>();
    private volatile Current current;

    /**
     * @param since when the state began
     * @param lastError null if none has happened; kept when the state is healthy again
     */
    public record Current(
            State state, Instant since, @Nullable String lastError) {}

    public EngineStatus(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.current = new Current(State.STARTING, clock.instant(), null);
    }

    public String name() {
        return name;
    }

    public Current current() {
        return current;
    }

    public State state() {
        return current.state();
    }

    public synchronized void set(State state) {
        set(state, current.lastError());
    }

    /** @return whether state or error are new, so that saying the same thing again can be quiet */
    public synchronized boolean set(State state, @Nullable String error) {
        Current previous = current;
        Instant since = previous.state() == state ? previous.since() : clock.instant();
        current = new Current(state, since, error);
        return previous.state() != state || !Objects.equals(previous.lastError(), error);
    }

    /** Shown beside the state, such as {@code position}. */
    public void detail(String key, Object value) {
        details.put(key, () -> value);
    }

    /** A detail that is asked for at each look; from any thread. */
    public void liveDetail(String key, Supplier<Object> value) {
        details.put(key, value);
    }

    /** @return as they are now, sorted */
    public Map<String, Object> details() {
        Map<String, Object> now = new TreeMap<>();
        details.forEach((key, value) -> now.put(key, value.get()));
        return now;
    }
}
