package io.stationsync.quarantine;

import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedRow.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tries the changes of one row that are in quarantine again, in their order, until one is refused again; in one transaction.
 * May be called by any thread.
 */
public interface Retry {

    /**
     * What became of the changes.
     *
     * @param applied how many; 0 for those that are to be sent, which the sender does afterwards
     * @param remaining how many are still in quarantine, or wait to be sent
     * @param refusal why the first of those is; null if it has not been tried, is to be sent, or if none remains
     */
    record Result(int applied, int remaining, @Nullable String refusal) {}

    /** What else the caller does in the same transaction, such as writing down who wanted it. */
    interface Also {
        /**
         * Looks at the changes of the row before anything is done with them; they are locked.
         *
         * @throws DecisionRefusedException if nothing is to be done with them
         */
        default void found(Connection connection, List<Change> queue) throws SQLException, DecisionRefusedException {}

        void run(Connection connection) throws SQLException;
    }

    /**
     * The values that an operator gives columns of a change.
     *
     * @throws DecisionRefusedException if it can't have other values, or not these
     */
    Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws SQLException, EngineException, DecisionRefusedException;

    /**
     * Tries the changes of the row of a change.
     *
     * @param edited columns of the first change that get other values; empty for none
     * @param discard whether to drop the change first
     * @throws EngineException if the table can't be written at all
     * @throws DecisionRefusedException if {@code also} says so
     */
    Result retry(QuarantinedChange change, Map<String, Value> edited, boolean discard, Also also)
            throws SQLException, EngineException, DecisionRefusedException;
}
