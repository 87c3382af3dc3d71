package io.stationsync.agent.quarantine;

import io.stationsync.engine.EngineStatus;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores what may not be published, counts it, and shows it in health. */
public final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
    private static final int LONGEST_KEY = 1_000;

    private final QuarantineRepository repository;
    private final EngineStatus status;

    /** @param status of the capture, in whose health details the number of changes set aside is shown */
    Quarantine(QuarantineRepository repository, EngineStatus status, SyncMeters meters) {
        this.repository = repository;
        this.status = status;
        meters.gauge("sync.quarantined", "Changes set aside at this station", "rows", this::shown);
    }

    /** Sets a change aside whose row says that it belongs to another station. */
    public void foreignCode(RowKey key, String code, Set<String> codes, Envelope envelope, byte[] payload) {
        Source source = envelope.source();
        String reason = "code is '%s' (expected: one of %s, see sync.codes)".formatted(code, new TreeSet<>(codes));
        String keyText = key.toString();
        int stored = repository.store(
                source.station(),
                source.table(),
                keyText.substring(0, Math.min(LONGEST_KEY, keyText.length())),
                envelope.change().op().code(),
                new String(payload, StandardCharsets.UTF_8),
                reason,
                source.gtid(),
                source.row());
        if (stored > 0) {
            log.warn(
                    "{} {} is not published but set aside in stationsync.sync_quarantine: {}",
                    source.table(),
                    key,
                    reason);
        }
        refresh();
    }

    /** Counts again what is set aside. */
    public void refresh() {
        status.detail("quarantined", repository.count());
    }

    private Number shown() {
        return status.details().get("quarantined") instanceof Number number ? number : 0;
    }
}
