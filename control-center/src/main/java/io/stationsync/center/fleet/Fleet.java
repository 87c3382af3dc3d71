package io.stationsync.center.fleet;

import io.stationsync.model.StationCode;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The stations that have announced themselves, as the status topics say. Thread-safe. */
public final class Fleet {
    private final Map<String, Station> stations = new ConcurrentSkipListMap<>();
    private final CountDownLatch loaded = new CountDownLatch(1);

    public void announced(StationCode code, Heartbeat heartbeat) {
        stations.put(code.value(), new Station(code, heartbeat));
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
        return Optional.ofNullable(stations.get(code.value()));
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

    /** @return by code */
    public Collection<Station> stations() {
        return List.copyOf(stations.values());
    }
}
