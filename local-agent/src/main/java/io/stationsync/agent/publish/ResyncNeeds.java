package io.stationsync.agent.publish;

import io.stationsync.wire.StatusRecords.ResyncNeed;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of which rows have changed without the binlog telling which. Such a table stands still: its changes are not
 * sent until it is sent again as a whole. Kept with the position, in the table's status record. Changed by the sender's
 * thread; may be looked at by any.
 */
public final class ResyncNeeds {
    private static final Logger log = LoggerFactory.getLogger(ResyncNeeds.class);

    private final Map<String, ResyncNeed> needs = new ConcurrentHashMap<>();

    public Optional<ResyncNeed> of(String table) {
        return Optional.ofNullable(needs.get(table));
    }

    /**
     * The table needs a resync from the first transaction on that said so; the last reason is shown.
     *
     * @return whether this is news
     */
    boolean add(String table, String gtid, String reason) {
        ResyncNeed known = needs.get(table);
        if (known != null && known.reason().equals(reason)) {
            return false;
        }
        needs.put(table, new ResyncNeed(known == null ? gtid : known.gtid(), reason));
        log.error("{} stands still since {}: {}", table, gtid, reason);
        return true;
    }

    /** The table is being sent again as a whole, or need not be. */
    void clear(String table) {
        if (needs.remove(table) != null) {
            log.info("{} is sent again", table);
        }
    }

    void restore(Map<String, ResyncNeed> stored) {
        needs.clear();
        needs.putAll(stored);
    }

    /** For health: {@code since 0-1-17: why}, by table; empty if none is needed. */
    Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        needs.forEach((table, need) -> shown.put(table, "since %s: %s".formatted(need.gtid(), need.reason())));
        return shown;
    }
}
