package io.stationsync.center.conflict;

import io.stationsync.center.table.TablePolicy.Conflict;
import java.util.Locale;

/** How far the decision about a conflict is. */
public enum ConflictState {
    /** By a rule; an operator may look at it again. */
    DECIDED,
    /** Waits for an operator, and the control value stays until then. */
    OPEN,
    /** An operator gave the row other values than the rule. */
    REVERSED,
    /** An operator agrees with what the row got. */
    CONFIRMED;

    /** The state in which a conflict begins. Existence belongs to the station, so that {@code manual} is about values only. */
    static ConflictState of(Conflict policy, Outcome outcome) {
        return policy == Conflict.MANUAL && outcome == Outcome.CONTROL_KEPT ? OPEN : DECIDED;
    }

    /** Whether an operator may still decide. */
    public boolean isUnresolved() {
        return this == OPEN || this == DECIDED;
    }

    /** As stored and shown. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a code that is none of ours */
    static ConflictState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
