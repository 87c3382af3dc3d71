package io.stationsync.center.send;

import io.stationsync.model.Op;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages that a station may not have applied yet, by table and row. Acknowledged per table, because each table has
 * an up topic of its own: what one topic has seen says nothing about changes that still wait in another.
 *
 * <p>Confined to the sender's thread, but for a message's offset.
 */
final class Unacknowledged {
    private final Map<Place, OfTable> tables = new HashMap<>();

    record Place(StationCode station, String table) {}

    /** One message. Its offset is known once Kafka has taken it; until then nobody can have seen it. */
    static final class Message {
        private final Op op;
        private final List<String> columns;
        private volatile long offset = Long.MAX_VALUE;

        private Message(Op op, List<String> columns) {
            this.op = op;
            this.columns = List.copyOf(columns);
        }

        Op op() {
            return op;
        }

        /** The columns an update names; empty for other operations. */
        List<String> columns() {
            return columns;
        }

        void sentAs(long knownOffset) {
            offset = knownOffset;
        }
    }

    private static final class OfTable {
        private final Map<RowKey, List<Message>> messages = new HashMap<>();
        private long seen = -1;
    }

    private OfTable of(Place place) {
        return tables.computeIfAbsent(place, p -> new OfTable());
    }

    void clear() {
        tables.clear();
    }

    Message add(Place place, RowKey key, Op op, List<String> columns) {
        Message message = new Message(op, columns);
        of(place).messages.computeIfAbsent(key, k -> new ArrayList<>(1)).add(message);
        return message;
    }

    boolean isEmpty(Place place) {
        OfTable table = tables.get(place);
        return table == null || table.messages.isEmpty();
    }

    /** @return in the order they were sent; empty if there is none */
    List<Message> of(Place place, RowKey key) {
        OfTable table = tables.get(place);
        return table == null ? List.of() : table.messages.getOrDefault(key, List.of());
    }

    /** @return whether this is more than was known */
    boolean acknowledge(Place place, long seen) {
        OfTable table = of(place);
        if (seen <= table.seen) {
            return false;
        }
        table.seen = seen;
        table.messages.values().removeIf(messages -> {
            messages.removeIf(message -> message.offset <= seen);
            return messages.isEmpty();
        });
        return true;
    }

    /** The last offset acknowledged for a table; -1 for none. */
    long seen(Place place) {
        OfTable table = tables.get(place);
        return table == null ? -1 : table.seen;
    }

    /** For each table of a station that is known here, the last offset acknowledged. */
    Map<String, Long> seen(StationCode station) {
        Map<String, Long> seen = new HashMap<>();
        tables.forEach((place, table) -> {
            if (place.station().equals(station)) {
                seen.put(place.table(), table.seen);
            }
        });
        return seen;
    }
}
