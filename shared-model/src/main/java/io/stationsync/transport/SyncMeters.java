package io.stationsync.transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The service's metrics, by their names. Thread-safe. */
public final class SyncMeters {
    private final MeterRegistry registry;
    private final Map<RowsKey, Counter> rows = new ConcurrentHashMap<>();

    private record RowsKey(Stage stage, String table, String op) {}

    /** What happened to rows, as the label {@code stage}. */
    public enum Stage {
        CAPTURED,
        PUBLISHED,
        RECEIVED,
        APPLIED,
        SKIPPED_OWN,
        DUPLICATE,
        /** Received for a row that is no longer there. */
        WITHOUT_ROW,
        RETRIED,
        /** Of a table that has to be sent again as a whole first. */
        NOT_SENT
    }

    public SyncMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts rows of a table; {@code op} is its code in the wire format, or {@code -} for a mixture. */
    public void rows(Stage stage, String table, String op, long number) {
        rows.computeIfAbsent(new RowsKey(stage, table, op), key -> Counter.builder("sync.rows")
                        .description("Rows that passed a stage of the sync")
                        .tag("stage", key.stage.name().toLowerCase(Locale.ROOT))
                        .tag("table", key.table)
                        .tag("op", key.op)
                        .register(registry))
                .increment(number);
    }

    /** Counts what has a name of its own. */
    public void count(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    public void batch(String direction, int batchRows, Duration duration) {
        DistributionSummary.builder("sync.batch.rows")
                .description("Rows in one transaction")
                .tag("direction", direction)
                .register(registry)
                .record(batchRows);
        Timer.builder("sync.batch.duration")
                .description("From the first row of a transaction to its commit")
                .tag("direction", direction)
                .register(registry)
                .record(duration);
    }

    /**
     * @param unit the last word of the name once more; empty for a number without one
     * @return to be {@linkplain #remove removed} with what it is about
     */
    public Gauge gauge(String name, String description, String unit, Supplier<Number> value, String... tags) {
        return Gauge.builder(name, value)
                .description(description)
                .baseUnit(unit.isEmpty() ? null : unit)
                .tags(tags)
                .register(registry);
    }

    public void remove(Gauge gauge) {
        registry.remove(gauge);
    }

    /** One gauge per state: 1 for the one the component is in. */
    public void state(EngineStatus status) {
        for (State state : State.values()) {
            gauge(
                    "sync.state",
                    "1 for the state that the component is in",
                    "",
                    () -> status.state() == state ? 1 : 0,
                    "component",
                    status.name(),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
    }
}
