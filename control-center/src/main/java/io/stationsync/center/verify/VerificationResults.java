package io.stationsync.center.verify;

import io.stationsync.engine.EngineStatus;
import io.stationsync.transport.SyncMeters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last result of each table of each station, for metrics, health and the log. Thread-safe. */
final class VerificationResults {
    private static final Logger log = LoggerFactory.getLogger(VerificationResults.class);

    private final SyncMeters meters;
    private final Map<Table, Verification> last = new ConcurrentHashMap<>();

    private record Table(String station, String name) {
        @Override
        public String toString() {
            return station + "." + name;
        }
    }

    VerificationResults(SyncMeters meters, EngineStatus status) {
        this.meters = meters;
        status.liveDetail("differences", this::differences);
    }

    void restore(List<Verification> done) {
        done.forEach(this::put);
    }

    void done(Verification verification) {
        put(verification);
        Duration took = Duration.between(
                Objects.requireNonNullElse(verification.startedAt(), verification.requestedAt()),
                Objects.requireNonNullElse(verification.endedAt(), verification.requestedAt()));
        if (verification.differences() == 0) {
            log.info(
                    "station {}: verification {} of {}: {} rows are the same at both ends, {} undecided, took {} ms",
                    verification.station(),
                    verification.id(),
                    verification.table(),
                    verification.rowsCompared(),
                    verification.undecided(),
                    took.toMillis());
            return;
        }
        log.warn(
                "station {}: verification {} of {}: {} of {} rows differ ({} in values, {} missing at the center, {} that the station does not have, {} undecided), took {} ms. See /api/verifications/{}; /api/verifications/{}/repair makes them the same again",
                verification.station(),
                verification.id(),
                verification.table(),
                verification.differences(),
                verification.rowsCompared(),
                verification.differing(),
                verification.missing(),
                verification.extra(),
                verification.undecided(),
                took.toMillis(),
                verification.id(),
                verification.id());
    }

    private void put(Verification verification) {
        Table table = new Table(verification.station(), verification.table());
        if (last.put(table, verification) == null) {
            rows(table, "differing", Verification::differing);
            rows(table, "missing", Verification::missing);
            rows(table, "extra", Verification::extra);
            meters.gauge(
                    "sync.verification.ended.seconds",
                    "When the table was last verified, in seconds since 1970",
                    "seconds",
                    () -> Objects.requireNonNullElse(of(table).endedAt(), Instant.EPOCH)
                            .getEpochSecond(),
                    "station",
                    table.station(),
                    "table",
                    table.name());
        }
    }

    private void rows(Table table, String kind, ToLongFunction<Verification> rows) {
        meters.gauge(
                "sync.verification.rows",
                "Rows that differed when the table was last verified",
                "rows",
                () -> rows.applyAsLong(of(table)),
                "station",
                table.station(),
                "table",
                table.name(),
                "kind",
                kind);
    }

    private Verification of(Table table) {
        return Objects.requireNonNull(last.get(table), table::toString);
    }

    private Map<String, String> differences() {
        Map<String, String> differences = new TreeMap<>();
        last.forEach((table, verification) -> {
            if (verification.differences() > 0) {
                differences.put(
                        table.toString(),
                        "%d rows at %s, see /api/verifications/%d"
                                .formatted(verification.differences(), verification.endedAt(), verification.id()));
            }
        });
        return differences;
    }
}
