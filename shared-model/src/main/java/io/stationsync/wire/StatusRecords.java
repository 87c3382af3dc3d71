package io.stationsync.wire;

import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.model.Seq;
import io.stationsync.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The records of the compacted status topics, as JSON. Keys are plain text. */
public final class StatusRecords {
    public static final String POSITION = "position";
    public static final String HEARTBEAT = "heartbeat";
    public static final String SENDER = "sender";
    /** Followed by the station's code: what the center has sent it and knows to be acknowledged. */
    public static final String STATION_PREFIX = "station.";

    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusRecords() {}

    /**
     * Written in the Kafka transaction of the records that it covers.
     *
     * @param seen offset of the last message of the return topic applied before the position; -1 for none, and at the
     *     center, which has no return topic
     * @param seq the last number on each up topic; empty at the center, which keeps them in its station records
     * @param unsent null if written by a version that had none
     */
    public record PositionRecord(
            String gtids,
            long events,
            long rows,
            long seen,
            Map<String, String> seq,
            @Nullable Unsent unsent) {
        public PositionRecord {
            seq = Map.copyOf(seq);
        }

        public static PositionRecord of(Position position, long seen, Map<String, Seq> seq, Unsent unsent) {
            return new PositionRecord(
                    position.gtids().toString(), position.events(), position.rows(), seen, text(seq), unsent);
        }

        public Position position() {
            return new Position(GtidPosition.parse(gtids), events, rows);
        }

        public Map<String, Seq> seqs() {
            return seq.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> Seq.parse(entry.getValue())));
        }
    }

    /**
     * What belongs to a position of the changes that were set aside instead of being sent.
     *
     * @param last the number of the last one that was set aside before the position; 0 for none
     * @param sent the numbers of those that were sent after all, in the Kafka transaction of this record
     */
    public record Unsent(long last, List<Long> sent) {
        public Unsent {
            sent = List.copyOf(sent);
        }
    }

    /**
     * A station's word that it lives and what it is.
     *
     * @param seen as in the position record; true of every topic up to the number in {@code seq}
     * @param seq the last number on each up topic when this was sent
     * @param quarantined for each table the number of changes in quarantine at the station, if there are any; null if written
     *     by a version that doesn't say
     */
    public record Heartbeat(
            String instance,
            String version,
            long ts_ms,
            List<String> codes,
            String codeColumn,
            long seen,
            Map<String, String> seq,
            List<TableSchema> tables,
            @Nullable Map<String, Long> quarantined) {
        public Heartbeat {
            codes = List.copyOf(codes);
            seq = Map.copyOf(seq);
            tables = List.copyOf(tables);
            quarantined = quarantined == null ? null : Map.copyOf(quarantined);
        }
    }

    /**
     * The process that has the topic's identity; written at the beginning of each of its sessions.
     *
     * @param instance host, process id and a random part
     * @param generation one more than that of the process before it
     */
    public record SenderRecord(String instance, long generation) {}

    /** The center's own heartbeat. */
    public record CenterHeartbeat(String instance, String version, long ts_ms) {}

    /**
     * What the center keeps of a station between two runs.
     *
     * @param seq the last number on its return topic
     * @param seen for each table, the last offset of the return topic that its changes have acknowledged
     */
    public record StationRecord(String seq, Map<String, Long> seen) {
        public StationRecord {
            seen = Map.copyOf(seen);
        }
    }

    public static Map<String, String> text(Map<String, Seq> seq) {
        Map<String, String> text = new TreeMap<>();
        seq.forEach((topic, number) -> text.put(topic, number.toString()));
        return text;
    }

    public static byte[] write(Object record) {
        return JSON.writeValueAsBytes(record);
    }

    /** @throws UndecodableRecordException if it is not such a record */
    public static <T> T read(byte[] value, Class<T> type) {
        try {
            return JSON.readValue(value, type);
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(
                    "status record: not a %s: %s".formatted(type.getSimpleName(), e.getMessage()), e);
        }
    }
}
