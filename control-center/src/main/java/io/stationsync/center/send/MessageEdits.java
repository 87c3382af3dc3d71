package io.stationsync.center.send;

import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.UnsentRetry.Edits;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A message of the center says what the master has, and nothing else. */
public final class MessageEdits implements Edits {

    @Override
    public Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws DecisionRefusedException {
        throw new DecisionRefusedException(
                Kind.INVALID,
                "values: given (expected: none for change %d, which is to be sent to the station). Edit the row in the master table, then discard this change"
                        .formatted(change.id()));
    }

    @Override
    public byte[] edited(QuarantinedChange change, byte[] payload, Map<String, Value> values) {
        throw new IllegalStateException("change %d can't have other values".formatted(change.id()));
    }
}
