package io.stationsync.transport;

import io.stationsync.database.SqlFailures;
import io.stationsync.model.StationCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows one of our own tables has for each table of each station, as gauges. Who asks gets the last known numbers at once; they are looked up
 * again behind the scenes if they are older than {@link #FRESH}, so that neither a scrape nor a look at the health waits
 * for a database that is away. Thread-safe.
 */
public final class CountedPlaces {
    private static final Logger log = LoggerFactory.getLogger(CountedPlaces.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int PATIENCE_SECONDS = 5;

    private final What what;
    private final DataSource dataSource;
    private final SyncMeters meters;
    private final Clock clock;
    private final Executor background;
    private final Set<Place> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Instant lookedAt = Instant.EPOCH;
    private volatile @Nullable Map<Place, Long> counts;

    private record Place(String station, String table) {}

    /**
     * What is counted.
     *
     * @param gauge its name
     * @param query gives station, table and number
     */
    public record What(String gauge, String description, String query) {}

    /** @param background where the database is asked; one task at a time */
    public CountedPlaces(What what, DataSource dataSource, SyncMeters meters, Clock clock, Executor background) {
        this.what = what;
        this.dataSource = dataSource;
        this.meters = meters;
        this.clock = clock;
        this.background = background;
    }

    /** Has a gauge for a station's table, also while there is none of what is counted. */
    public void watch(StationCode station, String table) {
        watch(new Place(station.value(), table));
        lookIfDue();
    }

    private void watch(Place place) {
        if (watched.add(place)) {
            meters.gauge(
                    what.gauge(),
                    what.description(),
                    "",
                    () -> count(place),
                    "station",
                    place.station(),
                    "table",
                    place.table());
        }
    }

    /** Of all stations; 0 as long as it is not known. */
    public long total() {
        lookIfDue();
        Map<Place, Long> known = counts;
        return known == null
                ? 0
                : known.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of one station by table, where there are any; empty as long as it is not known. */
    public Map<String, Long> byTable(StationCode station) {
        lookIfDue();
        Map<Place, Long> known = counts;
        Map<String, Long> byTable = new HashMap<>();
        if (known != null) {
            known.forEach((place, number) -> {
                if (place.station().equals(station.value())) {
                    byTable.put(place.table(), number);
                }
            });
        }
        return byTable;
    }

    /** The numbers have changed. */
    public void lookAgain() {
        lookedAt = Instant.EPOCH;
        lookIfDue();
    }

    private double count(Place place) {
        lookIfDue();
        Map<Place, Long> known = counts;
        return known == null ? Double.NaN : known.getOrDefault(place, 0L);
    }

    private void lookIfDue() {
        // Also if the clock has been set back.
        boolean due = Duration.between(lookedAt, clock.instant()).abs().compareTo(FRESH) >= 0;
        if (due && looking.compareAndSet(false, true)) {
            background.execute(this::look);
        }
    }

    private void look() {
        try {
            lookedAt = clock.instant();
            counts = read();
        } catch (SQLException e) {
            log.debug("{} can't be counted: {}", what.gauge(), SqlFailures.describe(e));
        } finally {
            looking.set(false);
        }
    }

    private Map<Place, Long> read() throws SQLException {
        Map<Place, Long> read = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(what.query())) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Place place = new Place(rows.getString(1), rows.getString(2));
                    read.put(place, rows.getLong(3));
                    // Also of a station that sends no more.
                    watch(place);
                }
            }
        }
        return read;
    }
}
