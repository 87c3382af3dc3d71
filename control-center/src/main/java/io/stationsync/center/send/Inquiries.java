package io.stationsync.center.send;

import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.database.ProgressTable.Marker;
import io.stationsync.model.RowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the center's capture which of the center's edits a station has not seen. The question is a transaction of its own in
 * the binlog: once the capture meets it, it knows every edit that was made before. Thread-safe.
 */
public final class Inquiries {
    private final Map<String, Inquiry> open = new ConcurrentHashMap<>();

    /**
     * @param marker as {@link io.stationsync.database.ProgressTable#again} gave it
     * @param seen offset of the last message that the station has applied
     */
    private record Inquiry(int marker, Set<RowKey> keys, long seen, CompletableFuture<Map<RowKey, UnderWay>> answer) {}

    /**
     * Asks before the transaction with that marker is committed. A question asked before about the same topic is forgotten.
     *
     * @param topic the up topic whose marker it is
     * @param seen only messages of the return topic with a larger offset count
     * @return for each of the rows, once the capture comes to the marker
     */
    public CompletableFuture<Map<RowKey, UnderWay>> ask(String topic, int marker, Set<RowKey> keys, long seen) {
        CompletableFuture<Map<RowKey, UnderWay>> answer = new CompletableFuture<>();
        open.put(topic, new Inquiry(marker, Set.copyOf(keys), seen, answer));
        return answer;
    }

    /** Called by the sender's thread. */
    void answer(Marker marker, Place place, Unacknowledged unacknowledged) {
        Inquiry inquiry = open.get(marker.topic());
        if (inquiry == null || inquiry.marker() != marker.batchRows()) {
            return;
        }
        Map<RowKey, UnderWay> answer = new HashMap<>();
        for (RowKey key : inquiry.keys()) {
            UnderWay underWay = unacknowledged.of(place, key, inquiry.seen());
            if (!underWay.equals(UnderWay.NOTHING)) {
                answer.put(key, underWay);
            }
        }
        open.remove(marker.topic(), inquiry);
        inquiry.answer().complete(answer);
    }
}
