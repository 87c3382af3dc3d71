package io.stationsync.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a station says of its rows in a range of keys, as they are at that place of the stream: a record of the up topic with the
 * header {@code verify}, which changes nothing.
 *
 * @param op {@code v}, so that other consumers of the topic tell it from changes
 * @param round of the verification, see {@link LoadArguments}
 * @param rows in the range
 * @param digest of all of them, see {@link RowDigest}; null if the rows themselves are told
 * @param groups the range in smaller ones, each beginning where the one before ends; empty if the rows themselves are told
 * @param images the rows; empty if their digest is told
 * @param last whether it is the last of the round
 * @param problem why the station can't tell of its rows; null otherwise
 */
public record RangeReport(
        String op,
        long verification,
        long round,
        TravellingRange range,
        long rows,
        @Nullable String digest,
        List<Group> groups,
        List<Image> images,
        boolean last,
        @Nullable String problem) {
    public static final String OP = "v";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Some of the rows.
     *
     * @param upTo the key that the group ends with; null: to the last one
     */
    public record Group(@Nullable JsonNode upTo, long rows, String digest) {
        public Group {
            upTo = upTo == null || upTo.isNull() ? null : upTo;
        }
    }

    /**
     * A row.
     *
     * @param row its columns, or those of its key if it is large
     * @param digest of a large row; null otherwise
     */
    public record Image(JsonNode row, @Nullable String digest) {}

    public RangeReport {
        groups = List.copyOf(groups);
        images = List.copyOf(images);
    }

    public byte[] json() {
        return JSON.writeValueAsBytes(this);
    }

    /** @throws UndecodableRecordException if it is none */
    public static RangeReport read(byte @Nullable [] value) {
        if (value == null) {
            throw new UndecodableRecordException("value: none (expected: a JSON object)");
        }
        try {
            return JSON.readValue(value, RangeReport.class);
        } catch (RuntimeException e) {
            // The cause's message may quote the record, which holds row values: only the kind of fault is passed on.
            throw new UndecodableRecordException("value: no report of a verification (%s)"
                    .formatted(e.getClass().getSimpleName()));
        }
    }
}
