package io.stationsync.center.conflict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An operator's decision about a conflict.
 *
 * @param values by column, in the form of the wire; empty unless the choice is {@link Choice#VALUES}
 * @param overwrite whether to write also where the master's row has changed since
 * @param user who decides
 * @param reason why; not blank, 1,000 characters at most
 */
public record Decision(Choice choice, Map<String, JsonNode> values, boolean overwrite, String user, String reason) {
    public Decision {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        if ((choice == Choice.VALUES) == values.isEmpty()) {
            throw new IllegalArgumentException("values: %d (expected: one or more with %s, none otherwise)"
                    .formatted(values.size(), Choice.VALUES.code()));
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason: blank (expected: why it is decided so)");
        }
    }
}
