package io.stationsync.center.conflict;

import static io.stationsync.center.conflict.ConflictDatabase.STATION;
import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.center.SettableClock;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.transport.SyncMeters;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The gauges of what waits for an operator. */
class OpenConflictsIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();
    private final OpenConflicts open =
            new OpenConflicts(sometimesAway(), new SyncMeters(registry), clock, Runnable::run);

    private DataSource sometimesAway() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    if (away.get()) {
                        throw new SQLException("away");
                    }
                    return DATABASE.dataSource().getConnection();
                });
    }

    private static long store(String table) {
        return DATABASE.store(
                table,
                Conflict.MANUAL,
                new EditConflict(
                        key(1),
                        List.of("text"),
                        part(1, "0", 0),
                        part(1, "s", 0),
                        part(1, "c", 0),
                        Outcome.CONTROL_KEPT));
    }

    private double gauge(String table) {
        return registry.get("sync.conflicts.open")
                .tag("station", "ST001")
                .tag("table", table)
                .gauge()
                .value();
    }

    private void pass(Duration time) {
        clock.move(time);
    }

    @Test
    void a_table_without_open_conflicts_shows_none() {
        open.watch(STATION, "quiet");

        assertThat(gauge("quiet")).isZero();
    }

    @Test
    void the_database_is_asked_once_in_ten_seconds() {
        open.watch(STATION, "seldom");
        store("seldom");
        pass(Duration.ofSeconds(9));

        assertThat(gauge("seldom")).isZero();
        assertThat(asked).hasValue(1);
        pass(Duration.ofSeconds(1));

        assertThat(gauge("seldom")).isEqualTo(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void what_was_decided_counts_at_once() {
        open.watch(STATION, "decided");
        long conflict = store("decided");
        open.lookAgain();
        assertThat(gauge("decided")).isEqualTo(1);

        DATABASE.execute("UPDATE stationsync.sync_conflict SET state = 'confirmed' WHERE id = " + conflict);
        open.lookAgain();

        assertThat(gauge("decided")).isZero();
    }

    @Test
    void conflicts_of_a_table_that_nobody_sends_any_more_are_shown() {
        store("retired");

        assertThat(open.total()).isPositive();

        assertThat(gauge("retired")).isEqualTo(1);
    }

    @Test
    void the_last_known_numbers_stay_while_the_database_is_away() {
        store("kept");
        open.watch(STATION, "kept");
        away.set(true);
        pass(Duration.ofMinutes(1));

        assertThat(gauge("kept")).isEqualTo(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void nothing_is_claimed_before_the_database_has_answered() {
        away.set(true);

        open.watch(STATION, "unknown");

        assertThat(gauge("unknown")).isNaN();
        assertThat(open.total()).isZero();
    }
}
