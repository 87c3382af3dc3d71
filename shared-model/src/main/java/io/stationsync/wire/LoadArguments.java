package io.stationsync.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What rows a station is to send or to tell of, as a JSON object.
 *
 * @param verification its number at the center; null for a resync
 * @param round of the verification: what belongs to another one is out of date
 * @param level how much is told of the rows; null for a resync
 * @param ranges one after the other; none: the whole table
 */
public record LoadArguments(
        @Nullable Long verification,
        @Nullable Long round,
        @Nullable Level level,
        @Nullable List<TravellingRange> ranges) {
    /** The whole table, for a resync. */
    public static final LoadArguments WHOLE = new LoadArguments(null, null, null, List.of());

    private static final JsonMapper JSON = JsonMapper.shared();

    /** How much a verification tells of the rows. */
    public enum Level {
        /** Their number and digest. */
        DIGESTS,
        /** The rows. */
        ROWS
    }

    public LoadArguments {
        ranges = ranges == null || ranges.isEmpty() ? List.of(TravellingRange.WHOLE) : List.copyOf(ranges);
    }

    public static LoadArguments resync(List<TravellingRange> ranges) {
        return new LoadArguments(null, null, null, ranges);
    }

    public static LoadArguments verify(long verification, long round, Level level, List<TravellingRange> ranges) {
        return new LoadArguments(verification, round, level, ranges);
    }

    /** At least one. */
    @Override
    public List<TravellingRange> ranges() {
        return ranges == null ? List.of(TravellingRange.WHOLE) : ranges;
    }

    /** Whether they are about all rows of the table. */
    public boolean areOfWholeTable() {
        return ranges().equals(List.of(TravellingRange.WHOLE));
    }

    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** @throws UndecodableRecordException if they are none */
    public static LoadArguments read(String json) {
        try {
            return JSON.readValue(json, LoadArguments.class);
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(
                    "arguments: none of a resync or verification (%s)"
                            .formatted(e.getClass().getSimpleName()),
                    e);
        }
    }
}
