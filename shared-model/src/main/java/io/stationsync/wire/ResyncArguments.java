package io.stationsync.wire;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Of the command {@code resync}.
 *
 * @param mode null for {@link LoadMode#STATION}
 */
public record ResyncArguments(@Nullable LoadMode mode) {

    @Override
    public LoadMode mode() {
        return Objects.requireNonNullElse(mode, LoadMode.STATION);
    }

    /** @throws UndecodableRecordException if it is no such JSON object */
    public static ResyncArguments of(String json) {
        return StatusRecords.read(json.getBytes(StandardCharsets.UTF_8), ResyncArguments.class);
    }

    /** As commands carry it. */
    public String json() {
        return new String(StatusRecords.write(this), StandardCharsets.UTF_8);
    }
}
