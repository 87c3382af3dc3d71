package io.stationsync.center.conflict;

import io.stationsync.model.Row;
import io.stationsync.wire.EnvelopeWriter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a decision has come to.
 *
 * @param before the master's row; null if there was none, or if it was not looked at
 * @param after the same afterwards, as the database has it
 */
record Written(
        ConflictState state, @Nullable Row before, @Nullable Row after) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What the audit keeps: the columns written and what they replaced; a whole row, and null for the other side, if the row
     * came or went.
     */
    String detail(StoredConflict conflict, Decision decision) {
        ObjectNode detail = JSON.createObjectNode();
        detail.put("decision", decision.choice().code());
        detail.put("outcome", conflict.outcome().code());
        detail.put("state", state.code());
        detail.put("overwrite", decision.overwrite());
        detail.set("written", json(after, before));
        detail.set("replaced", json(before, after));
        return JSON.writeValueAsString(detail);
    }

    /** The columns of a row that differ from the other's; all if there is no other. */
    private static JsonNode json(@Nullable Row row, @Nullable Row other) {
        if (row == null) {
            return other == null
                    ? JSON.createObjectNode()
                    : JSON.getNodeFactory().nullNode();
        }
        Set<String> differing = new HashSet<>(other == null ? row.columns().names() : row.columnsDifferingFrom(other));
        return JSON.readTree(new EnvelopeWriter().image(row.only(differing::contains)));
    }
}
