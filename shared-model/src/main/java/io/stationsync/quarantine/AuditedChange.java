package io.stationsync.quarantine;

import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.quarantine.QuarantinedRow.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks whether a change is still as the operator saw it, and writes down what was decided about it. */
final class AuditedChange implements Retry.Also {
    private final QuarantinedChange change;
    private final boolean mustBeFirst;
    private final Function<byte[], AuditedAction> action;
    private byte @Nullable [] payload;

    /**
     * @param mustBeFirst of its row
     * @param action from the payload of the change
     */
    AuditedChange(QuarantinedChange change, boolean mustBeFirst, Function<byte[], AuditedAction> action) {
        this.change = change;
        this.mustBeFirst = mustBeFirst;
        this.action = action;
    }

    static DecisionRefusedException gone(long id) {
        return new DecisionRefusedException(Kind.UNKNOWN, "change %d is not in quarantine".formatted(id));
    }

    @Override
    public void found(Connection connection, List<Change> queue) throws SQLException, DecisionRefusedException {
        Change wanted = queue.stream()
                .filter(one -> one.id() == change.id())
                .findFirst()
                .orElseThrow(() -> gone(change.id()));
        payload = wanted.payload(connection);
        long first = queue.get(0).id();
        if (mustBeFirst && first != change.id()) {
            throw new DecisionRefusedException(
                    Kind.OVERTAKEN,
                    "change %d comes after change %d of its row (expected: the first one, if values are given)"
                            .formatted(change.id(), first));
        }
    }

    @Override
    public void run(Connection connection) throws SQLException {
        AuditTable.write(connection, action.apply(Objects.requireNonNull(payload)));
    }
}
