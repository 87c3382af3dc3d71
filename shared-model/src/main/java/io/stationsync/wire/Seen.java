package io.stationsync.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a station has applied its return topic. Tables whose messages are held back stay behind the others.
 *
 * @param last offset of the last message applied; -1 for none
 * @param heldBack by table, and {@link StationCommand#ALL_TABLES} for those that are not named, the offset that counts instead
 */
public record Seen(long last, Map<String, Long> heldBack) {
    public static final Seen NOTHING = new Seen(-1, Map.of());

    public Seen {
        heldBack = Map.copyOf(heldBack);
    }

    static Seen of(long last, @Nullable Map<String, Long> heldBack) {
        return new Seen(last, Objects.requireNonNullElse(heldBack, Map.of()));
    }

    /** Offset of the last message up to which all of the table's are applied; -1 for none. */
    public long of(String table) {
        @Nullable Long own = heldBack.get(table);
        if (own == null) {
            own = heldBack.get(StationCommand.ALL_TABLES);
        }
        return own == null ? last : own;
    }

    /** All of the topic up to this offset is applied, but for what is held back. */
    public Seen upTo(long offset) {
        return new Seen(offset, heldBack);
    }

    /** The table, or {@link StationCommand#ALL_TABLES}, is held back at that offset. */
    public Seen heldBackAt(String table, long offset) {
        Map<String, Long> more = new HashMap<>(heldBack);
        more.put(table, offset);
        return new Seen(last, more);
    }

    /** Nothing of the table, or of {@link StationCommand#ALL_TABLES}, is held back any more. */
    public Seen caughtUp(String table) {
        Map<String, Long> fewer = new HashMap<>(heldBack);
        fewer.remove(table);
        return new Seen(last, fewer);
    }

    /** As in a status record: null if nothing is held back. */
    public @Nullable Map<String, Long> stored() {
        return heldBack.isEmpty() ? null : heldBack;
    }
}
