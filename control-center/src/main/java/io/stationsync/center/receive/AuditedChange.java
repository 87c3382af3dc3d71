package io.stationsync.center.receive;

import io.stationsync.center.audit.AuditTable;
import io.stationsync.center.audit.AuditedAction;
import io.stationsync.center.conflict.DecisionRefusedException;
import io.stationsync.center.conflict.DecisionRefusedException.Kind;
import io.stationsync.center.quarantine.QuarantinedChange;
import io.stationsync.center.quarantine.QuarantinedRow.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks whether a change is still as the operator saw it, and writes down what was decided about it. */
final class AuditedChange implements QuarantineRetry.Also {
    private final QuarantinedChange change;
    private final boolean mustBeFirst;
    private final Function<String, AuditedAction> action;
    private @Nullable String payload;

    /**
     * @param mustBeFirst of its row
     * @param action from the payload of the change
     */
    AuditedChange(QuarantinedChange change, boolean mustBeFirst, Function<String, AuditedAction> action) {
        this.change = change;
        this.mustBeFirst = mustBeFirst;
        this.action = action;
    }

    static DecisionRefusedException gone(long id) {
        return new DecisionRefusedException(Kind.UNKNOWN, "change %d is not in quarantine".formatted(id));
    }

    @Override
    public void found(List<Change> queue) throws DecisionRefusedException {
        payload = queue.stream()
                .filter(one -> one.id() == change.id())
                .map(Change::payload)
                .findFirst()
                .orElseThrow(() -> gone(change.id()));
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
