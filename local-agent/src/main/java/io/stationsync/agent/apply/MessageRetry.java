package io.stationsync.agent.apply;

import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.engine.EngineException;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.QuarantinedRow;
import io.stationsync.quarantine.QuarantinedRow.Change;
import io.stationsync.quarantine.Retry;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes messages of the center that were set aside. The center takes them for applied, and may have changed the row since; so
 * this is not a transaction of the sync, but a change made at the station, which travels to the center like any other: there it
 * meets the row as it is by now, and whatever comes of it both sides end equal.
 */
public final class MessageRetry implements Retry {
    private final DataSource dataSource;
    private final StationTables tables;
    private final MessageReader reader;

    public MessageRetry(DataSource dataSource, StationTables tables, MessageReader reader) {
        this.dataSource = dataSource;
        this.tables = tables;
        this.reader = reader;
    }

    /** @throws DecisionRefusedException always: the center would not hear that the row is to be another */
    @Override
    public Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws DecisionRefusedException {
        throw new DecisionRefusedException(
                Kind.INVALID,
                "values: given (expected: none for change %d, which the center has made). Edit the row at the center, then discard this change"
                        .formatted(change.id()));
    }

    @Override
    public Result retry(QuarantinedChange change, Map<String, Value> edited, boolean discard, Also also)
            throws SQLException, EngineException, DecisionRefusedException {
        tables.refresh();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Change> queue = new ArrayList<>(change.row().queue(connection));
                also.found(connection, List.copyOf(queue));
                if (discard) {
                    queue.removeIf(one -> one.id() == change.id());
                    QuarantinedRow.remove(connection, change.id());
                }
                Result result = write(connection, change.table(), queue);
                also.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | DecisionRefusedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    private Result write(Connection connection, String table, List<Change> queue) throws SQLException {
        MessageWriter writer = new MessageWriter(connection);
        for (int i = 0; i < queue.size(); i++) {
            Change change = queue.get(i);
            String problem = write(connection, writer, table, change);
            if (problem != null) {
                return new Result(i, queue.size() - i, problem);
            }
            QuarantinedRow.remove(connection, change.id());
        }
        return new Result(queue.size(), 0, null);
    }

    /** @return why the change is refused; null if it is written */
    private @Nullable String write(Connection connection, MessageWriter writer, String table, Change change)
            throws SQLException {
        try {
            Message message = message(connection, table, change);
            String problem = reader.problem(message);
            if (problem == null) {
                writer.write(message);
                return null;
            }
            QuarantinedRow.refused(connection, change, problem);
            return problem;
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            String problem = "it does not fit the table %s as it is now: %s".formatted(table, e.getMessage());
            QuarantinedRow.refused(connection, change, problem);
            return problem;
        } catch (SQLException e) {
            if (!BatchWriter.isOfMessage(e)) {
                throw e;
            }
            QuarantinedRow.refused(connection, change, e);
            return SqlFailures.describe(e);
        }
    }

    private Message message(Connection connection, String name, Change change) throws SQLException {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.writeOfChange(headers, Objects.requireNonNullElse(change.headers(), "{}"));
        EnvelopeReader reader = new EnvelopeReader();
        StationTable table = tables.get(name);
        RowChange told = reader.value(change.payload(connection), table.types()).change();
        return MessageReader.message(reader, table, told, headers);
    }
}
