package io.stationsync.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A range of a table's primary keys as it travels, each key a JSON object with the center's names of the columns.
 *
 * @param after the key that it begins after; null: from the first one on
 * @param upTo the key that it ends with; null: to the last one
 */
public record TravellingRange(
        @Nullable JsonNode after, @Nullable JsonNode upTo) {
    /** All keys of a table. */
    public static final TravellingRange WHOLE = new TravellingRange(null, null);

    private static final JsonMapper JSON = JsonMapper.shared();

    public TravellingRange {
        after = after == null || after.isNull() ? null : after;
        upTo = upTo == null || upTo.isNull() ? null : upTo;
    }

    /** A key from its text, as {@link EnvelopeWriter#image} writes it. */
    public static @Nullable JsonNode key(byte @Nullable [] json) {
        return json == null ? null : JSON.readTree(json);
    }

    /** The text of a key, as {@link EnvelopeReader#image} reads it. */
    public static byte @Nullable [] bytes(@Nullable JsonNode key) {
        return key == null ? null : key.toString().getBytes(StandardCharsets.UTF_8);
    }
}
