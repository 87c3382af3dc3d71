package io.stationsync.center.quarantine;

import io.stationsync.center.audit.AuditedAction;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What the audit keeps of an operator's decision about a change. */
public final class QuarantineAudit {
    private static final JsonMapper JSON = JsonMapper.shared();

    private QuarantineAudit() {}

    /**
     * The change was tried again.
     *
     * @param values that the operator gave; empty for none
     * @param payload of the change: with values, it is otherwise gone once it is applied
     */
    public static AuditedAction retried(
            QuarantinedChange change, Wanted wanted, Map<String, JsonNode> values, @Nullable String payload) {
        ObjectNode detail = JSON.createObjectNode();
        if (!values.isEmpty()) {
            values.forEach(detail.putObject("values")::set);
            raw(detail, payload);
        }
        return action("retry-quarantine", change, wanted, detail);
    }

    /** The change was dropped. */
    public static AuditedAction discarded(QuarantinedChange change, Wanted wanted, QuarantineContent content) {
        ObjectNode detail = JSON.createObjectNode();
        raw(detail, content.payload());
        if (content.rawBase64() != null) {
            detail.put("rawBase64", content.rawBase64());
        }
        return action("discard-quarantine", change, wanted, detail);
    }

    private static void raw(ObjectNode detail, @Nullable String payload) {
        if (payload != null) {
            detail.putRawValue("payload", new RawValue(payload));
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
