package io.stationsync.center.send;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The messages that a station may not have applied yet, by table and row. Acknowledged per table, because each table has
 * an up topic of its own: what one topic has seen says nothing about changes that still wait in another.
 *
 * <p>Bounded: once a station has more messages than the limit, or all stations together take more memory than they may and it
 * takes the most, all of its messages are forgotten, and until it has acknowledged those, the rows that they were for are
 * {@linkplain UnderWay#inDoubt() in doubt}. What it takes to know these rows counts too, and is forgotten last.
 *
 * <p>Confined to the sender's thread.
 */
final class Unacknowledged {
    private final int limit;
    private final long memory;
    private final Consumer<StationCode> onDoubt;
    private final Map<StationCode, Map<String, TableMessages>> stations = new HashMap<>();
    private long bytes;

    record Place(StationCode station, String table) {}

    /**
     * Remembers nothing yet.
     *
     * @param limit the most messages to remember of one station
     * @param memory the most bytes that all may take
     * @param onDoubt told a station whose messages are forgotten, the first time of several in a row
     */
    Unacknowledged(int limit, long memory, Consumer<StationCode> onDoubt) {
        this.limit = limit;
        this.memory = memory;
        this.onDoubt = onDoubt;
    }

    void clear() {
        stations.clear();
        bytes = 0;
    }

    /** About how much memory all of them take. */
    long bytes() {
        return bytes;
    }

    /** @return to be told its offset */
    Message add(Place place, RowKey key, Answer answer) {
        Message message = of(place).message(key, answer);
        change(of(place), messages -> messages.add(message));
        if (sum(place.station(), TableMessages::size) > limit) {
            forget(place.station());
        }
        while (bytes > memory && forgetMost()) {
            // The next one.
        }
        return message;
    }

    private void forget(StationCode station) {
        Collection<TableMessages> tables = of(station).values();
        if (tables.stream().noneMatch(TableMessages::isInDoubt)) {
            onDoubt.accept(station);
        }
        tables.forEach(table -> change(table, TableMessages::forget));
    }

    /** @return whether there was anything to forget */
    private boolean forgetMost() {
        StationCode most = Collections.max(
                stations.keySet(), Comparator.comparingLong(station -> sum(station, TableMessages::messageBytes)));
        if (sum(most, TableMessages::messageBytes) > 0) {
            forget(most);
            return true;
        }
        TableMessages rows = stations.values().stream()
                .flatMap(tables -> tables.values().stream())
                .max(Comparator.comparingLong(TableMessages::rowBytes))
                .orElseThrow();
        boolean any = rows.rowBytes() > 0;
        change(rows, TableMessages::forgetRows);
        return any;
    }

    private long sum(StationCode station, ToLongFunction<TableMessages> part) {
        return of(station).values().stream().mapToLong(part).sum();
    }

    private void change(TableMessages messages, Consumer<TableMessages> change) {
        long before = messages.bytes();
        change.accept(messages);
        bytes += messages.bytes() - before;
    }

    /** A message that is not sent for now. */
    void setAside(Place place, RowKey key, Answer answer) {
        TableMessages messages = of(place);
        messages.setAside(messages.message(key, answer));
    }

    /** The first message for the row that was set aside is sent now. @return to be told its offset */
    Message release(Place place, RowKey key, Answer answer) {
        of(place).release(key);
        return add(place, key, answer);
    }

    /** None of the messages for the row is set aside any more. */
    void forgetUnsent(Place place, RowKey key) {
        of(place).forgetUnsent(key);
    }

    /** Whether the station has applied every message for the table. */
    boolean isEmpty(Place place) {
        return of(place).isEmpty();
    }

    UnderWay of(Place place, RowKey key) {
        return of(place).of(key);
    }

    /** @param beyond only messages with a larger offset count */
    UnderWay of(Place place, RowKey key, long beyond) {
        return of(place).of(key, beyond);
    }

    /** @return whether this is more than was known */
    boolean acknowledge(Place place, long seen) {
        if (seen <= seen(place)) {
            return false;
        }
        change(of(place), messages -> messages.acknowledge(seen));
        return true;
    }

    /** The last offset acknowledged for a table; -1 for none. */
    long seen(Place place) {
        return of(place).seen();
    }

    /** For each table of a station that is known here, the last offset acknowledged. */
    Map<String, Long> seen(StationCode station) {
        Map<String, Long> seen = new HashMap<>();
        of(station).forEach((table, messages) -> seen.put(table, messages.seen()));
        return seen;
    }

    private TableMessages of(Place place) {
        return of(place.station()).computeIfAbsent(place.table(), table -> new TableMessages());
    }

    private Map<String, TableMessages> of(StationCode station) {
        return stations.computeIfAbsent(station, code -> new HashMap<>());
    }
}
