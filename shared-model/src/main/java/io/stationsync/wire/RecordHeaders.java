package io.stationsync.wire;

import io.stationsync.model.Seq;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sync's own words about a record, kept beside the envelope so that other consumers may ignore them. UTF-8 text. */
public final class RecordHeaders {
    /** The wire format this version writes and the only one it reads. */
    public static final String VERSION = "1";

    private static final String SEQ = "seq";
    private static final String SEEN = "seen";
    private static final String SCHEMA = "schema";
    private static final String V = "v";
    private static final String COLUMNS = "columns";
    private static final String ANSWER = "answer";
    private static final String COMMAND = "command";
    private static final String AFTER = "after";
    private static final String UP_TO = "upTo";
    private static final String VERIFY = "verify";
    private static final String AGAIN = "again";
    private static final String MODE = "mode";
    private static final String BASE = "base";
    private static final List<String> OF_CHANGE = List.of(SCHEMA, COLUMNS, ANSWER, MODE);
    private static final byte[] NOTHING = {};
    private static final JsonMapper JSON = JsonMapper.shared();

    private RecordHeaders() {}

    public static void write(Headers headers, Seq seq) {
        put(headers, V, VERSION);
        put(headers, SEQ, seq.toString());
    }

    public static void writeSchema(Headers headers, String fingerprint) {
        put(headers, SCHEMA, fingerprint);
    }

    /** Says that the change is older than its place on the topic: it was set aside and is sent after all. */
    public static void writeAgain(Headers headers) {
        put(headers, AGAIN, "true");
    }

    public static boolean isAgain(Headers headers) {
        return headers.lastHeader(AGAIN) != null;
    }

    /** What the headers say about the change itself, as a JSON object: all but those that belong to a moment of sending. */
    public static String ofChange(Headers headers) {
        ObjectNode json = JSON.createObjectNode();
        for (String name : OF_CHANGE) {
            @Nullable Header header = headers.lastHeader(name);
            if (header != null && header.value() != null) {
                json.put(name, new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return JSON.writeValueAsString(json);
    }

    /** @param json from {@link #ofChange} */
    public static void writeOfChange(Headers headers, String json) {
        JSON.readTree(json)
                .properties()
                .forEach(header ->
                        put(headers, header.getKey(), header.getValue().asString()));
    }

    /** @param offset of the last message of the return topic that the station had applied; -1 for none */
    public static void writeSeen(Headers headers, long offset) {
        put(headers, SEEN, Long.toString(offset));
    }

    public static void writeColumns(Headers headers, List<String> columns) {
        put(headers, COLUMNS, JSON.writeValueAsString(columns));
    }

    /** Says that a message down tells what a change of the station has made of the row, and not an edit of the center. */
    public static void writeAnswer(Headers headers) {
        put(headers, ANSWER, "true");
    }

    public static boolean isAnswer(Headers headers) {
        return headers.lastHeader(ANSWER) != null;
    }

    /** Says that the value is a {@link StationCommand} and no envelope. */
    public static void writeCommand(Headers headers, StationCommand.Kind kind) {
        put(headers, COMMAND, kind.code());
    }

    public static boolean isCommand(Headers headers) {
        return headers.lastHeader(COMMAND) != null;
    }

    /**
     * Says that the station has no row between this key and the record's own, or after this key if the record has none.
     *
     * @param key primary-key columns as a JSON object; null: from the table's beginning on
     */
    public static void writeAfter(Headers headers, byte @Nullable [] key) {
        headers.add(AFTER, key);
    }

    /** Whether the record says anything of other rows than its own. */
    public static boolean hasAfter(Headers headers) {
        return headers.lastHeader(AFTER) != null;
    }

    /** @return as written, if anything was */
    public static byte @Nullable [] after(Headers headers) {
        @Nullable Header header = headers.lastHeader(AFTER);
        return header == null ? null : header.value();
    }

    /**
     * Says that the station has no row between the header {@code after} and this key.
     *
     * @param key as in {@link #writeAfter}; null: to the table's end
     */
    public static void writeUpTo(Headers headers, byte @Nullable [] key) {
        headers.add(UP_TO, key);
    }

    /** @return as written, if anything was */
    public static byte @Nullable [] upTo(Headers headers) {
        @Nullable Header header = headers.lastHeader(UP_TO);
        return header == null ? null : header.value();
    }

    /** Says that the value is a {@link RangeReport} and no envelope. */
    public static void writeVerify(Headers headers) {
        put(headers, VERIFY, "true");
    }

    public static boolean isVerify(Headers headers) {
        return headers.lastHeader(VERIFY) != null;
    }

    /**
     * Whose rows count in a load; {@link LoadMode#STATION} is not written. A change that belongs to no load says {@link
     * LoadMode#CENTER} while its table waits for such a load.
     */
    public static void writeMode(Headers headers, LoadMode mode) {
        if (mode != LoadMode.STATION) {
            put(headers, MODE, mode.code());
        }
    }

    /** @throws UndecodableRecordException for a mode that is none of ours */
    public static LoadMode mode(Headers headers) {
        @Nullable Header header = headers.lastHeader(MODE);
        if (header == null || header.value() == null) {
            return LoadMode.STATION;
        }
        String code = new String(header.value(), StandardCharsets.UTF_8);
        try {
            return LoadMode.of(code);
        } catch (IllegalArgumentException e) {
            throw new UndecodableRecordException("header mode: '%s' (expected: a mode of a load)".formatted(code), e);
        }
    }

    /** Says of which making of the return topic its record is, see {@link ReturnOffset}; the first is not written. */
    public static void writeBase(Headers headers, long base) {
        if (base != 0) {
            put(headers, BASE, Long.toString(base));
        }
    }

    /** @throws UndecodableRecordException if it is no number */
    public static long base(Headers headers) {
        @Nullable Header header = headers.lastHeader(BASE);
        if (header == null || header.value() == null) {
            return 0;
        }
        String base = new String(header.value(), StandardCharsets.UTF_8);
        try {
            return Long.parseLong(base);
        } catch (NumberFormatException e) {
            throw new UndecodableRecordException("header base: '%s' (expected: a number)".formatted(base), e);
        }
    }

    /** @throws UndecodableRecordException if the header is missing or not of this form */
    public static Seq seq(Headers headers) {
        String version = required(headers, V);
        if (!version.equals(VERSION)) {
            throw new UndecodableRecordException(
                    "header v: '%s' (expected: %s); a newer StationSync wrote it, update this one"
                            .formatted(version, VERSION));
        }
        try {
            return Seq.parse(required(headers, SEQ));
        } catch (IllegalArgumentException e) {
            throw new UndecodableRecordException("header " + e.getMessage(), e);
        }
    }

    /** Whether the record has that number; not if it is none of ours. */
    public static boolean isSeq(Headers headers, Seq seq) {
        Header header = headers.lastHeader(SEQ);
        return header != null && seq.toString().equals(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** The fingerprint of the shape that the record's rows have; empty if it does not say. */
    public static String schema(Headers headers) {
        return new String(schemaBytes(headers), StandardCharsets.UTF_8);
    }

    /** Whether two records say the same of the shape of their rows. */
    public static boolean isSameSchema(Headers one, Headers other) {
        return Arrays.equals(schemaBytes(one), schemaBytes(other));
    }

    private static byte[] schemaBytes(Headers headers) {
        return bytes(headers, SCHEMA);
    }

    /** What {@link #columns} reads; empty if there is nothing. */
    static byte[] columnsBytes(Headers headers) {
        return bytes(headers, COLUMNS);
    }

    private static byte[] bytes(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? NOTHING : header.value();
    }

    /** @throws UndecodableRecordException if the header is missing or no number */
    public static long seen(Headers headers) {
        String seen = required(headers, SEEN);
        try {
            return Long.parseLong(seen);
        } catch (NumberFormatException e) {
            throw new UndecodableRecordException("header seen: '%s' (expected: an offset)".formatted(seen), e);
        }
    }

    /** @throws UndecodableRecordException if the header is missing or no list of names */
    public static List<String> columns(Headers headers) {
        String columns = required(headers, COLUMNS);
        try {
            @Nullable
            List<@Nullable String> names = JSON.readValue(columns, new TypeReference<List<@Nullable String>>() {});
            if (names != null && !names.contains(null)) {
                return List.copyOf(names);
            }
        } catch (JacksonException e) {
            throw new UndecodableRecordException("header columns: not a JSON array of column names", e);
        }
        throw new UndecodableRecordException("header columns: not a JSON array of column names");
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String required(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new UndecodableRecordException(
                    "header %s is missing; the record is not from StationSync".formatted(name));
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
