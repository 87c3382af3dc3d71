package io.stationsync.center.verify;

import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.model.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Asks for verifications when it is time. What was due while the center did not run is left out. Confined to one thread. */
final class Schedules {
    static final UnaryOperator<Instant> NEVER = moment -> Instant.MAX;

    private final Fleet fleet;
    private final UnaryOperator<Instant> all;
    private final Map<String, UnaryOperator<Instant>> byTable;
    private final Clock clock;
    private final Map<String, Instant> due = new HashMap<>();

    /**
     * Begins now.
     *
     * @param all gives the next moment after one
     * @param byTable likewise, of tables that have a schedule of their own
     */
    Schedules(Fleet fleet, UnaryOperator<Instant> all, Map<String, UnaryOperator<Instant>> byTable, Clock clock) {
        this.fleet = fleet;
        this.all = all;
        this.byTable = Map.copyOf(byTable);
        this.clock = clock;
    }

    /** Asks for what is due, unless it has been asked for and has not ended. */
    void request(Connection connection) throws SQLException {
        if (all == NEVER && byTable.isEmpty()) {
            return;
        }
        Map<String, Boolean> isDue = new HashMap<>();
        List<Verification> open = VerificationTable.open(connection);
        for (Station station : fleet.stations()) {
            for (TableSchema schema : station.heartbeat().tables()) {
                String table = schema.table();
                boolean waits = open.stream()
                        .anyMatch(one -> one.station().equals(station.code().value())
                                && one.table().equals(table));
                if (isDue.computeIfAbsent(table, this::isDue) && !waits) {
                    VerificationTable.request(connection, station.code().value(), table, "schedule", "sync.verify");
                }
            }
        }
    }

    private boolean isDue(String table) {
        UnaryOperator<Instant> schedule = byTable.getOrDefault(table, all);
        Instant now = clock.instant();
        Instant next = due.computeIfAbsent(table, name -> schedule.apply(now));
        if (now.isBefore(next)) {
            return false;
        }
        due.put(table, schedule.apply(now));
        return true;
    }
}
