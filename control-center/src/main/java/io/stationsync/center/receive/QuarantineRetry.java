package io.stationsync.center.receive;

import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.conflict.ConflictTable;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.decision.ChosenValues;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.QuarantinedRow;
import io.stationsync.quarantine.QuarantinedRow.Change;
import io.stationsync.quarantine.Retry;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.TopicNames.UpTopic;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Applies the changes of one row that are in quarantine, in their order, until one is refused again. The transaction begins
 * with the marker like every other of the receiver, and says that it comes out of order: the center's capture then tells the
 * station the row as it is. May be called by any thread; the row of {@code sync_progress} keeps the receiver's own
 * transactions for the topic apart.
 */
public final class QuarantineRetry implements Retry {
    private final DataSource dataSource;
    private final StationApplier applier;
    private final TablePolicies policies;
    private final ConflictReport report;

    QuarantineRetry(DataSource dataSource, StationApplier applier, TablePolicies policies, ConflictReport report) {
        this.dataSource = dataSource;
        this.applier = applier;
        this.policies = policies;
        this.report = report;
    }

    @Override
    public Map<String, Value> values(QuarantinedChange change, Map<String, JsonNode> given)
            throws SQLException, EngineException, DecisionRefusedException {
        MasterTable table = applier.table(change.upTopic());
        return ChosenValues.read(table.writable(), table.types(), given);
    }

    @Override
    public Result retry(QuarantinedChange change, Map<String, Value> edited, boolean discard, Also also)
            throws SQLException, EngineException, DecisionRefusedException {
        UpTopic topic = change.upTopic();
        MasterTable table = applier.table(topic);
        TablePolicy policy = policies.of(table.name());
        List<EditConflict> conflicts = new ArrayList<>();
        Result result;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.again(connection, change.row().topic(), 0);
                List<Change> queue = new ArrayList<>(change.row().queue(connection));
                also.found(connection, List.copyOf(queue));
                if (discard) {
                    queue.removeIf(one -> one.id() == change.id());
                    QuarantinedRow.remove(connection, change.id());
                }
                result = apply(connection, topic, table, queue, edited, conflicts);
                new ConflictTable().store(connection, topic.station(), table.name(), policy.conflict(), conflicts);
                also.run(connection);
                connection.commit();
            } catch (SQLException | DecisionRefusedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        conflicts.forEach(conflict -> report.stored(topic.station(), table.name(), policy.conflict(), conflict));
        return result;
    }

    private Result apply(
            Connection connection,
            UpTopic topic,
            MasterTable table,
            List<Change> queue,
            Map<String, Value> edited,
            List<EditConflict> conflicts)
            throws SQLException {
        for (int i = 0; i < queue.size(); i++) {
            Change change = queue.get(i);
            StationChange decoded;
            try {
                decoded = decode(table, change.payload(connection), i == 0 ? edited : Map.of());
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                String problem =
                        "it does not fit the master table %s as it is now: %s".formatted(table.name(), e.getMessage());
                QuarantinedRow.refused(connection, change, problem);
                return new Result(i, queue.size() - i, problem);
            }
            String problem = applier.reader().problemWithCode(topic.station(), decoded.key());
            if (problem != null) {
                QuarantinedRow.refused(connection, change, problem);
                return new Result(i, queue.size() - i, problem);
            }
            try {
                MasterWriter writer = new MasterWriter(connection, table);
                LostDeletes lost = LostDeletes.of(connection, topic, mode(change));
                conflicts.addAll(new BatchApply(writer, policies.of(table.name()), Look.EVERYWHERE, lost)
                        .apply(List.of(decoded)));
            } catch (SQLException e) {
                if (!SqlFailures.isOfRow(e)) {
                    throw e;
                }
                QuarantinedRow.refused(connection, change, e);
                return new Result(i, queue.size() - i, SqlFailures.describe(e));
            }
            QuarantinedRow.remove(connection, change.id());
        }
        return new Result(queue.size(), 0, null);
    }

    /** As the station said when it sent the change. */
    private static LoadMode mode(Change change) {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.writeOfChange(headers, Objects.requireNonNullElse(change.headers(), "{}"));
        return RecordHeaders.mode(headers);
    }

    private static StationChange decode(MasterTable table, byte[] payload, Map<String, Value> edited) {
        RowChange read = known(
                table,
                table.forms()
                        .of(new EnvelopeReader().value(payload, table.types()).change()));
        @Nullable Row after = read.after();
        RowChange wanted =
                after == null || edited.isEmpty() ? read : new RowChange(read.op(), read.before(), after.with(edited));
        return new StationChange(table.keyOf(read.image()), wanted);
    }

    /** Without columns that the station's table has lost since. */
    private static RowChange known(MasterTable table, RowChange change) {
        Set<String> columns = table.columns().stream().map(Column::name).collect(Collectors.toSet());
        @Nullable Row before = change.before();
        @Nullable Row after = change.after();
        return new RowChange(
                change.op(),
                before == null ? null : before.only(columns::contains),
                after == null ? null : after.only(columns::contains));
    }
}
