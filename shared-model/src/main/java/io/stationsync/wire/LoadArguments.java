package io.stationsync.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What rows a station is to send or to tell of, as a JSON object.
 *
 * @param verification its number at the center; null for a resync
 * @param round of the verification: what belongs to another one is out of date
 * @param level how much is told of the rows; null for a resync
 * @param ranges one after the other; none: the whole table
 * @param mode of a resync; null for {@link LoadMode#STATION}
 * @param operator of a resync: true if an operator asks for it; null if a service does by itself, or an older version wrote it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadArguments(
        @Nullable Long verification,
        @Nullable Long round,
        @Nullable Level level,
        @Nullable List<TravellingRange> ranges,
        @Nullable LoadMode mode,
        @Nullable Boolean operator) {
    /** The whole table, for a resync. */
    public static final LoadArguments WHOLE = whole(LoadMode.STATION);

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

    /** For a resync that an operator asks for. @param ranges none: the whole table */
    public static LoadArguments resync(List<TravellingRange> ranges) {
        return new LoadArguments(null, null, null, ranges, null, true);
    }

    /** All rows, for a resync that a service asks for by itself. */
    public static LoadArguments whole(LoadMode mode) {
        return new LoadArguments(null, null, null, List.of(), mode == LoadMode.STATION ? null : mode, null);
    }

    public static LoadArguments verify(long verification, long round, Level level, List<TravellingRange> ranges) {
        return new LoadArguments(verification, round, level, ranges, null, null);
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

    /** Without ranges for the whole table. */
    public String json() {
        ObjectNode json = JSON.valueToTree(this);
        if (areOfWholeTable()) {
            json.remove("ranges");
        }
        return json.toString();
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
