package io.stationsync.quarantine;

import io.stationsync.database.Rollback;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedRow.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;

/**
 * Has the changes of a row sent that were set aside by the sender. It only marks them: the sender sends them in a Kafka
 * transaction of its own, between two others.
 */
public final class UnsentRetry implements Retry {
    private final DataSource dataSource;
    private final UnsentChanges changes;
    private final Judge judge;
    private final Edits edits;

    /** Gives a change that has not been sent other values. */
    public interface Edits {
        /** @throws DecisionRefusedException if it can't have other values, or not these */
        Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
                throws DecisionRefusedException;

        /** The envelope with these values. */
        byte[] edited(QuarantinedChange change, byte[] payload, Map<String, Value> values);
    }

    public UnsentRetry(DataSource dataSource, UnsentChanges changes, Judge judge, Edits edits) {
        this.dataSource = dataSource;
        this.changes = changes;
        this.judge = judge;
        this.edits = edits;
    }

    @Override
    public Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws DecisionRefusedException {
        return edits.values(change, given);
    }

    @Override
    public Result retry(QuarantinedChange change, Map<String, Value> edited, boolean discard, Also also)
            throws SQLException, DecisionRefusedException {
        Result result;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Change> queue = new ArrayList<>(change.row().queue(connection));
                also.found(connection, List.copyOf(queue));
                if (discard) {
                    queue.removeIf(one -> one.id() == change.id());
                    QuarantinedRow.remove(connection, change.id());
                }
                result = queue.isEmpty() ? new Result(0, 0, null) : release(connection, change, queue, edited);
                also.run(connection);
                connection.commit();
            } catch (SQLException | DecisionRefusedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        changes.wake();
        return result;
    }

    private Result release(
            Connection connection, QuarantinedChange change, List<Change> queue, Map<String, Value> edited)
            throws SQLException {
        Change first = queue.get(0);
        if (!edited.isEmpty()) {
            StoredContent.replace(connection, first.id(), edits.edited(change, first.payload(connection), edited));
        }
        String problem =
                UnsentChanges.problem(judge, change.table(), UnsentChanges.record(connection, change.row(), first));
        if (problem == null) {
            QuarantinedRow.release(connection, first);
        } else {
            QuarantinedRow.refused(connection, first, problem);
        }
        return new Result(0, queue.size(), problem);
    }
}
