package io.stationsync.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything up to and including these transactions: for each replication domain the last GTID, as in MariaDB's {@code
 * gtid_binlog_pos} ({@code 0-11-1006,1-12-7}). Empty: before the first transaction. Immutable.
 *
 * @see <a href="https://mariadb.com/kb/en/gtid/">MariaDB Knowledge Base, Global Transaction ID</a>
 */
public record GtidPosition(Map<Long, Gtid> domains) {
    public static final GtidPosition EMPTY = new GtidPosition(Map.of());

    /** A transaction's identity: domain-server-sequence. */
    public record Gtid(long domain, long server, long sequence) {
        public static Gtid parse(String text) {
            String[] parts = text.strip().split("-", -1);
            try {
                if (parts.length == 3) {
                    return new Gtid(
                            Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseUnsignedLong(parts[2]));
                }
            } catch (NumberFormatException e) {
                throw wrong(text, e);
            }
            throw wrong(text, null);
        }

        private static IllegalArgumentException wrong(String text, @Nullable Exception cause) {
            return new IllegalArgumentException(
                    "GTID: '%s' (expected: domain-server-sequence as in 0-11-1006)".formatted(text), cause);
        }

        @Override
        public String toString() {
            return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
        }
    }

    public GtidPosition {
        domains = Map.copyOf(domains);
    }

    public static GtidPosition parse(String text) {
        if (text.isBlank()) {
            return EMPTY;
        }
        Map<Long, Gtid> domains = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            Gtid gtid = Gtid.parse(part);
            domains.put(gtid.domain(), gtid);
        }
        return new GtidPosition(domains);
    }

    /** This position moved past that transaction. */
    public GtidPosition after(Gtid gtid) {
        if (domains.isEmpty() || domains.size() == 1 && domains.containsKey(gtid.domain())) {
            // As of nearly every server, for each transaction.
            return new GtidPosition(Map.of(gtid.domain(), gtid));
        }
        Map<Long, Gtid> moved = new TreeMap<>(domains);
        moved.put(gtid.domain(), gtid);
        return new GtidPosition(moved);
    }

    @Override
    public String toString() {
        return new TreeMap<>(domains).values().stream().map(Gtid::toString).collect(Collectors.joining(","));
    }
}
