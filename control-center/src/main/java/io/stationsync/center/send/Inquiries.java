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
    private static final int MOST_QUESTIONS = 1_000;

    private final Map<String, Inquiry> open = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, Inquiry>> ofVerifications = new ConcurrentHashMap<>();

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

    /** As {@link #ask}, of a verification: its questions don't wait for each other, and no load waits for them. */
    public CompletableFuture<Map<RowKey, UnderWay>> askToVerify(String topic, int marker, Set<RowKey> keys, long seen) {
        CompletableFuture<Map<RowKey, UnderWay>> answer = new CompletableFuture<>();
        Map<Integer, Inquiry> questions = ofVerifications.computeIfAbsent(topic, name -> new ConcurrentHashMap<>());
        // Those that are left over were asked before the capture began anew.
        if (questions.size() > MOST_QUESTIONS) {
            questions.clear();
        }
        questions.put(marker, new Inquiry(marker, Set.copyOf(keys), seen, answer));
        return answer;
    }

    /** Called by the sender's thread. */
    void answer(Marker marker, Place place, Unacknowledged unacknowledged) {
        Map<Integer, Inquiry> questions = ofVerifications.get(marker.topic());
        Inquiry verification = questions == null ? null : questions.remove(marker.batchRows());
        if (verification != null) {
            verification.answer().complete(edits(verification, place, unacknowledged));
        }
        Inquiry inquiry = open.get(marker.topic());
        if (inquiry != null && inquiry.marker() == marker.batchRows()) {
            open.remove(marker.topic(), inquiry);
            inquiry.answer().complete(edits(inquiry, place, unacknowledged));
        }
    }

    private static Map<RowKey, UnderWay> edits(Inquiry inquiry, Place place, Unacknowledged unacknowledged) {
        Map<RowKey, UnderWay> answer = new HashMap<>();
        for (RowKey key : inquiry.keys()) {
            UnderWay underWay = unacknowledged.of(place, key, inquiry.seen());
            if (!underWay.equals(UnderWay.NOTHING)) {
                answer.put(key, underWay);
            }
        }
        return answer;
    }
}
