package io.stationsync.center.fleet;

import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Alive;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.TableRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The stations that have announced themselves, as the status topics say. Thread-safe. */
public final class Fleet {
    /** Of a station whose first heartbeat has not been read. */
    private static final Heartbeat UNKNOWN =
            new Heartbeat("-", "-", 0, List.of(), "-", -1, Map.of(), List.of(), Map.of(), null);

    private final Map<String, Station> stations = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> columns = new ConcurrentHashMap<>();
    private final CountDownLatch loaded = new CountDownLatch(1);

    public void announced(StationCode code, Heartbeat heartbeat) {
        stations.merge(
                code.value(),
                new Station(code, heartbeat),
                (known, now) -> new Station(code, heartbeat, known.tables(), known.schemas()));
    }

    /** The station is as its last heartbeat said. A station that has sent none stays unknown. */
    public void announced(StationCode code, Alive alive) {
        stations.computeIfPresent(
                code.value(),
                (station, known) -> isKnown(known)
                        ? new Station(code, known.heartbeat().at(alive.ts_ms()), known.tables(), known.schemas())
                        : known);
    }

    /** The station says how one of its tables stands. */
    public void announced(StationCode code, String table, TableRecord record) {
        stations.merge(
                code.value(),
                new Station(code, UNKNOWN, Map.of(table, record), Map.of()),
                (known, now) ->
                        new Station(code, known.heartbeat(), with(known.tables(), table, record), known.schemas()));
    }

    /** The station says which shape the fingerprint is of. */
    public void announced(StationCode code, String fingerprint, TableSchema schema) {
        columns.computeIfAbsent(schema.table(), table -> ConcurrentHashMap.newKeySet())
                .addAll(schema.columnNames());
        stations.merge(
                code.value(),
                new Station(code, UNKNOWN, Map.of(), Map.of(fingerprint, schema)),
                (known, now) -> new Station(
                        code, known.heartbeat(), known.tables(), with(known.schemas(), fingerprint, schema)));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        Map<String, V> more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }

    /** Every announcement that was there at the start has been read. */
    public void loaded() {
        loaded.countDown();
    }

    /** @return whether it happened in time */
    public boolean awaitLoaded(Duration patience) throws InterruptedException {
        return loaded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    public Optional<Station> station(StationCode code) {
        return Optional.ofNullable(stations.get(code.value())).filter(Fleet::isKnown);
    }

    /**
     * The station whose rows have this value in their code column. Where several announce it, the one that is called so,
     * otherwise the first by code: two stations never write the same rows.
     */
    public Optional<Station> owning(String rowCode) {
        Station namesake = stations.get(rowCode);
        if (namesake != null && namesake.hasCode(rowCode)) {
            return Optional.of(namesake);
        }
        return stations.values().stream()
                .filter(station -> station.hasCode(rowCode))
                .findFirst();
    }

    /** The columns that the table has, or has had, at any station. */
    public Set<String> columns(String table) {
        return Set.copyOf(columns.getOrDefault(table, Set.of()));
    }

    private static boolean isKnown(Station station) {
        return station.heartbeat() != UNKNOWN;
    }

    /** @return by code */
    public Collection<Station> stations() {
        return stations.values().stream().filter(Fleet::isKnown).toList();
    }
}
