package io.stationsync.quarantine;

import io.stationsync.decision.AuditedAction;
import io.stationsync.decision.Wanted;
import io.stationsync.wire.StatusRecords.Discarded;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What the audit keeps of an operator's decision about a change. */
final class QuarantineAudit {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Of a larger one only the size is kept. */
    private static final int LONGEST_CONTENT = 1024 * 1024;

    private QuarantineAudit() {}

    /**
     * The change was tried again.
     *
     * @param values that the operator gave; empty for none
     * @param payload of the change: with values, it is otherwise gone once it is applied
     */
    static AuditedAction retried(
            QuarantinedChange change, Wanted wanted, Map<String, JsonNode> values, byte[] payload) {
        ObjectNode detail = JSON.createObjectNode();
        if (!values.isEmpty()) {
            values.forEach(detail.putObject("values")::set);
            content(detail, false, payload);
        }
        return action("retry-quarantine", change, wanted, detail);
    }

    /** The change was dropped. @param content what it said */
    static AuditedAction discarded(QuarantinedChange change, Wanted wanted, byte[] content) {
        ObjectNode detail = JSON.createObjectNode();
        content(detail, change.isUnreadable(), content);
        return action("discard-quarantine", change, wanted, detail);
    }

    /** Changes were dropped without an operator, because their rows are no longer there. */
    static AuditedAction pointless(Discarded discarded, int changes) {
        return new AuditedAction(
                "StationSync",
                "discard-quarantine",
                "table " + discarded.table(),
                null,
                discarded.table(),
                null,
                switch (discarded.rows()) {
                    case ALL -> "the table was truncated";
                    case NOT_LOADED -> "all rows were loaded, and these are no longer there";
                },
                "{\"discarded\":%d}".formatted(changes));
    }

    private static void content(ObjectNode detail, boolean unreadable, byte[] content) {
        if (content.length > LONGEST_CONTENT) {
            detail.put("bytes", content.length);
        } else if (unreadable) {
            detail.put("rawBase64", Base64.getEncoder().encodeToString(content));
        } else {
            detail.putRawValue("payload", new RawValue(new String(content, StandardCharsets.UTF_8)));
        }
    }

    private static AuditedAction action(String action, QuarantinedChange change, Wanted wanted, ObjectNode detail) {
        return new AuditedAction(
                wanted.user(),
                action,
                "change " + change.id(),
                change.station(),
                change.table(),
                change.isUnreadable() ? null : change.key(),
                wanted.reason(),
                JSON.writeValueAsString(detail));
    }
}
