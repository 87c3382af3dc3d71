package io.stationsync.quarantine;

import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.decision.Wanted;
import io.stationsync.engine.EngineException;
import io.stationsync.model.Op;
import io.stationsync.model.Value;
import io.stationsync.quarantine.Retry.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Carries an operator's decision about one change in quarantine out, in one transaction with its audit. Thread-safe.
 *
 * <p>Every method throws {@link DecisionRefusedException} or {@link EngineException} if nothing was changed. That the
 * database refuses the change again is a result like any other.
 */
public final class QuarantineDecisions {
    private static final Logger log = LoggerFactory.getLogger(QuarantineDecisions.class);
    private static final int ATTEMPTS = 3;

    private final DataSource dataSource;
    private final QuarantineRepository repository;
    private final Retry received;
    private final Retry unsent;
    private final QuarantineCount quarantined;

    /**
     * @param received tries what was received again
     * @param unsent has what was not sent from here sent after all
     */
    public QuarantineDecisions(
            DataSource dataSource,
            QuarantineRepository repository,
            Retry received,
            Retry unsent,
            QuarantineCount quarantined) {
        this.dataSource = dataSource;
        this.repository = repository;
        this.received = received;
        this.unsent = unsent;
        this.quarantined = quarantined;
    }

    private interface Transaction {
        Result run() throws SQLException, EngineException, DecisionRefusedException;
    }

    /**
     * Tries all changes of the row of a change, in their order.
     *
     * @param values of columns of the change, which must be the first of its row; empty for none
     */
    public Result retry(long id, Map<String, JsonNode> values, Wanted wanted)
            throws EngineException, DecisionRefusedException {
        return retry(find(id), values, wanted);
    }

    /** Drops a change and tries the others of its row. */
    public Result discard(long id, Wanted wanted) throws EngineException, DecisionRefusedException {
        return discard(find(id), wanted);
    }

    Result retry(QuarantinedChange change, Map<String, JsonNode> values, Wanted wanted)
            throws EngineException, DecisionRefusedException {
        if (change.isUnreadable()) {
            throw new DecisionRefusedException(
                    Kind.OVERTAKEN,
                    "change %d can't be read, so it can't be tried again (expected: a refused or waiting one). Discard it, and correct the row at the station or here"
                            .formatted(change.id()));
        }
        return inTransaction(change, "tried again", () -> {
            Map<String, Value> edited = edited(change, values);
            AuditedChange audited = new AuditedChange(
                    change, !edited.isEmpty(), payload -> QuarantineAudit.retried(change, wanted, values, payload));
            return of(change).retry(change, edited, false, audited);
        });
    }

    Result discard(QuarantinedChange change, Wanted wanted) throws EngineException, DecisionRefusedException {
        if (change.isUnreadable()) {
            return inTransaction(change, "discarded", () -> discardUnreadable(change, wanted));
        }
        AuditedChange audited =
                new AuditedChange(change, false, payload -> QuarantineAudit.discarded(change, wanted, payload));
        return inTransaction(change, "discarded", () -> of(change).retry(change, Map.of(), true, audited));
    }

    private Retry of(QuarantinedChange change) {
        return change.isUnsent() ? unsent : received;
    }

    private Map<String, Value> edited(QuarantinedChange change, Map<String, JsonNode> values)
            throws SQLException, EngineException, DecisionRefusedException {
        if (values.isEmpty()) {
            return Map.of();
        }
        if (change.op().equals(Op.DELETE.code())) {
            throw new DecisionRefusedException(
                    Kind.INVALID,
                    "values: given (expected: none for change %d, which is a delete)".formatted(change.id()));
        }
        return of(change).values(change, values);
    }

    private QuarantinedChange find(long id) throws DecisionRefusedException {
        return repository.find(id).orElseThrow(() -> AuditedChange.gone(id));
    }

    private Result inTransaction(QuarantinedChange change, String what, Transaction transaction)
            throws EngineException, DecisionRefusedException {
        for (int attempt = 1; ; attempt++) {
            try {
                Result result = transaction.run();
                log.info(
                        "change {} in quarantine is {}: {} changes of its row applied, {} remain",
                        change.id(),
                        what,
                        result.applied(),
                        result.remaining());
                quarantined.lookAgain();
                return result;
            } catch (SQLException e) {
                if (!SqlFailures.isDeadlock(e) || attempt == ATTEMPTS) {
                    throw refusal(change.id(), e);
                }
            }
        }
    }

    private static DecisionRefusedException refusal(long id, SQLException e) {
        String why = SqlFailures.describe(e);
        return SqlFailures.isPassing(e)
                ? new DecisionRefusedException(
                        Kind.BUSY,
                        "the database is away or busy: %s. Try again; whether change %d is still in quarantine says whether it was done"
                                .formatted(why, id),
                        e)
                : new DecisionRefusedException(
                        Kind.REFUSED_BY_DATABASE, "the database refuses it: %s. Nothing was changed".formatted(why), e);
    }

    private Result discardUnreadable(QuarantinedChange change, Wanted wanted)
            throws SQLException, DecisionRefusedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                byte[] content = StoredContent.read(connection, change.id());
                if (!QuarantineTable.removeUnreadable(connection, change.id())) {
                    throw AuditedChange.gone(change.id());
                }
                AuditTable.write(connection, QuarantineAudit.discarded(change, wanted, content));
                connection.commit();
            } catch (SQLException | DecisionRefusedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        return new Result(0, 0, null);
    }
}
