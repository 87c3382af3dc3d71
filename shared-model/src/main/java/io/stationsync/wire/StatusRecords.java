package io.stationsync.wire;

import io.stationsync.model.GtidPosition;
import io.stationsync.model.Position;
import io.stationsync.model.Seq;
import io.stationsync.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The records of the compacted status topics, as JSON. Keys are plain text. */
public final class StatusRecords {
    public static final String POSITION = "position";
    public static final String HEARTBEAT = "heartbeat";
    /** An {@link Alive}: the last heartbeat still says how things are. */
    public static final String ALIVE = "alive";

    public static final String SENDER = "sender";
    /** Followed by the station's code: what the center has sent it and knows to be acknowledged. */
    public static final String STATION_PREFIX = "station.";

    /** What the center has yet to command, an {@link OwedLoads}; written with the position whenever it changes. */
    public static final String OWED_LOADS = "owed";

    /** Followed by a table's name: what the station's agent remembers of it. */
    public static final String TABLE_PREFIX = "table.";
    /** What became of the center's commands, a {@link CommandResult.Last}; written whenever it changes. */
    public static final String COMMANDS = "commands";
    /** Followed by a fingerprint: the {@link TableSchema} that records with it are of; kept for ever. */
    public static final String SCHEMA_PREFIX = "schema.";

    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusRecords() {}

    /**
     * Written in the Kafka transaction of the records that it covers.
     *
     * @param seen offset of the last message of the return topic applied before the position; -1 for none, and at the
     *     center, which has no return topic
     * @param seq the last number on each up topic; empty at the center, which keeps them in its station records
     * @param loads how far each table's load is; a table that is not among them has never been loaded
     * @param unsent null if written by a version that had none
     * @param seenOf for tables whose messages are held back, and {@code *} for all others, the offset that takes the place of
     *     {@code seen}; null if there are none
     * @param verifications how far the verification of each table is, likewise
     * @param watermark the last one that the position has passed, see {@code Watermark}; 0 if none was
     */
    public record PositionRecord(
            String gtids,
            long events,
            long rows,
            long seen,
            Map<String, String> seq,
            @Nullable Map<String, TableLoad> loads,
            @Nullable Unsent unsent,
            @Nullable Map<String, Long> seenOf,
            @Nullable Map<String, TableLoad> verifications,
            @Nullable Long watermark) {
        public PositionRecord {
            seq = Map.copyOf(seq);
            // Absent from what older versions wrote.
            loads = loads == null ? Map.of() : Map.copyOf(loads);
            seenOf = seenOf == null ? null : Map.copyOf(seenOf);
            verifications = verifications == null ? Map.of() : Map.copyOf(verifications);
            watermark = watermark == null ? Long.valueOf(0) : watermark;
        }

        public static PositionRecord of(
                Position position,
                Seen seen,
                Map<String, Seq> seq,
                Map<String, TableLoad> loads,
                Unsent unsent,
                Map<String, TableLoad> verifications,
                long watermark) {
            return new PositionRecord(
                    position.gtids().toString(),
                    position.events(),
                    position.rows(),
                    seen.last(),
                    text(seq),
                    loads,
                    unsent,
                    seen.stored(),
                    verifications,
                    watermark);
        }

        /** What had been applied of the return topic before the position. */
        public Seen allSeen() {
            return Seen.of(seen, seenOf);
        }

        @Override
        public Map<String, TableLoad> verifications() {
            return Objects.requireNonNull(verifications);
        }

        @Override
        public Map<String, TableLoad> loads() {
            return Objects.requireNonNull(loads);
        }

        @Override
        public Long watermark() {
            return Objects.requireNonNull(watermark);
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
     * How far the load of a table is: all of its rows, sent in chunks between the live changes.
     *
     * @param request the last request for a resync that it answers; 0 for none
     * @param reason why the table is loaded, such as {@code first load}
     * @param done whether all rows have been sent
     * @param after the primary key of the last row read, as a JSON object; null if none has been
     * @param told the primary key up to which the center knows all rows, likewise, with the center's names of the columns
     * @param rows sent so far
     * @param estimatedRows of the table when the load began, as the database estimates them
     * @param beganMs in milliseconds since 1970
     * @param endedMs likewise; null while it runs
     * @param range the number, from 0, of the request's range that is being read; null for the first, as older versions wrote
     * @param mode null for {@link LoadMode#STATION}
     */
    public record TableLoad(
            long request,
            String reason,
            boolean done,
            @Nullable String after,
            @Nullable String told,
            long rows,
            long estimatedRows,
            long beganMs,
            @Nullable Long endedMs,
            @Nullable Integer range,
            @Nullable LoadMode mode) {
        public TableLoad {
            mode = mode == null ? LoadMode.STATION : mode;
        }

        @Override
        public LoadMode mode() {
            return Objects.requireNonNull(mode);
        }

        /** The number, from 0, of the range that is being read. */
        public int rangeNumber() {
            return range == null ? 0 : range;
        }

        /** Whether nothing has been read yet. */
        public boolean beginsNow() {
            return after == null && rangeNumber() == 0 && !done;
        }
    }

    /**
     * What belongs to a position of the changes that were set aside instead of being sent.
     *
     * @param last the number of the last one that was set aside before the position; 0 for none
     * @param sent the numbers of those that were sent after all, in the Kafka transaction of this record
     * @param discarded which have become pointless in the Kafka transaction of this record; null if written by a version that had
     *     none
     * @param loading for each topic on which all rows of a table are being sent, the number of the last one that was set aside
     *     before the load; null likewise
     */
    public record Unsent(
            long last,
            List<Long> sent,
            @Nullable List<Discarded> discarded,
            @Nullable Map<String, Long> loading) {
        public Unsent {
            sent = List.copyOf(sent);
            discarded = discarded == null ? List.of() : List.copyOf(discarded);
            loading = loading == null ? Map.of() : Map.copyOf(loading);
        }

        /** With nothing discarded and no load. */
        public Unsent(long last, List<Long> sent) {
            this(last, sent, null, null);
        }

        @Override
        public List<Discarded> discarded() {
            return Objects.requireNonNull(discarded);
        }

        @Override
        public Map<String, Long> loading() {
            return Objects.requireNonNull(loading);
        }
    }

    /**
     * Changes that were set aside of rows that are no longer there.
     *
     * @param upTo the number of the last one
     * @param rows whose changes they are
     */
    public record Discarded(String topic, String table, long upTo, Rows rows) {

        /** Of a table. */
        public enum Rows {
            /** All: the table was truncated. */
            ALL,
            /** Those of which nothing was set aside after {@code upTo}, though all rows that are there were loaded since. */
            NOT_LOADED
        }
    }

    /**
     * A station's word that it lives and what it is. Written when it says something else than before; while it does not, an
     * {@link Alive} takes its place. Older versions write it each time.
     *
     * @param seen as in the position record; true of every topic up to the number in {@code seq}
     * @param seq the last number on each up topic when this was sent
     * @param loads as in the position record
     * @param quarantined for each table the number of changes in quarantine at the station, if there are any; null if written
     *     by a version that doesn't say
     * @param seenOf as in the position record
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
            @Nullable Map<String, TableLoad> loads,
            @Nullable Map<String, Long> quarantined,
            @Nullable Map<String, Long> seenOf) {
        public Heartbeat {
            codes = List.copyOf(codes);
            seq = Map.copyOf(seq);
            tables = List.copyOf(tables);
            quarantined = quarantined == null ? null : Map.copyOf(quarantined);
            loads = loads == null ? Map.of() : Map.copyOf(loads);
            seenOf = seenOf == null ? null : Map.copyOf(seenOf);
        }

        /** Of a station that holds back no messages. */
        public Heartbeat(
                String instance,
                String version,
                long ts_ms,
                List<String> codes,
                String codeColumn,
                long seen,
                Map<String, String> seq,
                List<TableSchema> tables,
                @Nullable Map<String, TableLoad> loads,
                @Nullable Map<String, Long> quarantined) {
            this(instance, version, ts_ms, codes, codeColumn, seen, seq, tables, loads, quarantined, null);
        }

        @Override
        public Map<String, TableLoad> loads() {
            return Objects.requireNonNull(loads);
        }

        /** What the station has applied of the return topic. */
        public Seen allSeen() {
            return Seen.of(seen, seenOf);
        }

        /** The same, said at another time. */
        public Heartbeat at(long ms) {
            return new Heartbeat(
                    instance, version, ms, codes, codeColumn, seen, seq, tables, loads, quarantined, seenOf);
        }
    }

    /**
     * Loads in which the center's rows count, for edits before the position that its binlog does not tell.
     *
     * @param reasons by station and table
     */
    public record OwedLoads(Map<String, Map<String, String>> reasons) {
        public OwedLoads {
            reasons = Map.copyOf(reasons);
        }
    }

    /** A station's word that it lives and is as its last heartbeat said; as small however many tables it has. */
    public record Alive(long ts_ms) {}

    /**
     * How a table of a station stands at the position; written with it whenever that changes.
     *
     * @param fingerprint of the shape that its records have from here on
     * @param declared the shape in the database at the position, also of computed columns, which don't travel
     * @param resync null if none is needed
     */
    public record TableRecord(
            String fingerprint,
            TableSchema declared,
            @Nullable ResyncNeed resync) {}

    /**
     * Why a table of a station has to be sent again as a whole: until then its changes are not sent.
     *
     * @param gtid the transaction that made the first hole
     */
    public record ResyncNeed(String gtid, String reason) {}

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
     * @param topic the id that Kafka gave the return topic when it was made; null if written by a version that didn't look
     * @param base of its offsets, see {@link ReturnOffset}
     */
    public record StationRecord(
            String seq,
            Map<String, Long> seen,
            @Nullable String topic,
            @Nullable Long base) {
        public StationRecord {
            seen = Map.copyOf(seen);
            base = base == null ? Long.valueOf(0) : base;
        }

        @Override
        public Long base() {
            return Objects.requireNonNull(base);
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
