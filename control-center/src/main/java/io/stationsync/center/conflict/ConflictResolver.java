package io.stationsync.center.conflict;

import io.stationsync.center.conflict.ConflictTable.WithImages;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.decision.ChosenValues;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries an operator's decision out in one transaction: the master's row, the conflict and the audit change together or
 * not at all. The transaction has no marker, so that to the center's capture it is an edit like any other and travels to
 * the station by the ordinary rules. Thread-safe.
 */
public final class ConflictResolver {
    private static final Logger log = LoggerFactory.getLogger(ConflictResolver.class);
    private static final String ACTION = "resolve-conflict";
    private static final int ATTEMPTS = 3;

    /** For a lock that somebody else holds: whoever asks waits, and so does a connection of the pool. */
    private static final int PATIENCE_SECONDS = 3;

    private final DataSource dataSource;
    private final ContestedRows rows;
    private final TablePolicies policies;
    private final OpenConflicts openConflicts;

    ConflictResolver(DataSource dataSource, ContestedRows rows, TablePolicies policies, OpenConflicts openConflicts) {
        this.dataSource = dataSource;
        this.rows = rows;
        this.policies = policies;
        this.openConflicts = openConflicts;
    }

    /**
     * Decides a conflict that no operator has decided yet.
     *
     * @return its state now
     * @throws DecisionRefusedException if nothing was changed
     */
    public ConflictState resolve(long id, Decision decision) throws DecisionRefusedException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = dataSource.getConnection()) {
                ConflictState state = inTransaction(connection, id, decision);
                log.info(
                        "conflict {} is {} by {} with {}",
                        id,
                        state.code(),
                        decision.user(),
                        decision.choice().code());
                openConflicts.lookAgain();
                return state;
            } catch (SQLException e) {
                // A row that was not there can't be locked: the station may have inserted it at the same moment.
                boolean mayPass = SqlFailures.isDeadlock(e) || SqlFailures.isDuplicateKey(e);
                if (!mayPass || attempt == ATTEMPTS) {
                    throw refusal(id, e);
                }
            }
        }
    }

    private static DecisionRefusedException refusal(long id, SQLException e) {
        String why = SqlFailures.describe(e);
        return SqlFailures.isPassing(e)
                ? new DecisionRefusedException(
                        Kind.BUSY,
                        "the database is away or busy: %s. Try again; the state of conflict %d says whether it was done"
                                .formatted(why, id),
                        e)
                : new DecisionRefusedException(
                        Kind.REFUSED_BY_DATABASE, "the database refuses it: %s. Nothing was changed".formatted(why), e);
    }

    private ConflictState inTransaction(Connection connection, long id, Decision decision)
            throws SQLException, DecisionRefusedException {
        connection.setAutoCommit(false);
        try {
            ConflictState state = decide(connection, id, decision);
            connection.commit();
            return state;
        } catch (SQLException | DecisionRefusedException | RuntimeException e) {
            Rollback.after(e, connection);
            throw e;
        }
    }

    private ConflictState decide(Connection connection, long id, Decision decision)
            throws SQLException, DecisionRefusedException {
        ConflictTable table = new ConflictTable();
        WithImages stored = table.lock(connection, id, PATIENCE_SECONDS)
                .orElseThrow(
                        () -> new DecisionRefusedException(Kind.UNKNOWN, "conflict %d does not exist".formatted(id)));
        StoredConflict conflict = stored.conflict();
        if (!conflict.state().isUnresolved()) {
            throw overtaken("conflict %d was %s by %s at %s with %s"
                    .formatted(
                            id,
                            conflict.state().code(),
                            conflict.resolvedBy(),
                            conflict.resolvedAt(),
                            conflict.resolution()));
        }
        Written written = decision.choice().agreesWith(conflict.outcome())
                ? new Written(ConflictState.CONFIRMED, null, null)
                : write(connection, rows.find(connection, conflict, stored.images()), decision);
        if (!table.resolve(connection, id, written.state(), decision)) {
            throw new IllegalStateException("conflict %d is locked and was resolved all the same".formatted(id));
        }
        AuditTable.write(connection, audited(conflict, decision, written));
        return written.state();
    }

    private static AuditedAction audited(StoredConflict conflict, Decision decision, Written written) {
        return new AuditedAction(
                decision.user(),
                ACTION,
                "conflict " + conflict.id(),
                conflict.station(),
                conflict.table(),
                conflict.key(),
                decision.reason(),
                written.detail(conflict, decision));
    }

    private Written write(Connection connection, ContestedRow row, Decision decision)
            throws SQLException, DecisionRefusedException {
        MasterWriter master = new MasterWriter(connection, row.table());
        Map<String, Value> values =
                ChosenValues.read(row.table().writable(), row.table().types(), decision.values());
        Row before = lock(master, row);
        Ruling ruling = new Ruling(row, decision, values, before);
        MasterEdit edit = ruling.edit();
        checkTravels(row, edit);
        write(master, row, edit);
        Row after = edit instanceof MasterEdit.None ? before : lock(master, row);
        return new Written(ruling.state(after), before, after);
    }

    private static @Nullable Row lock(MasterWriter master, ContestedRow row) throws SQLException {
        return master.lock(List.of(row.key()), PATIENCE_SECONDS).values().stream()
                .findFirst()
                .orElse(null);
    }

    /** A row that comes or goes at the center alone would leave the two sides different for good. */
    private void checkTravels(ContestedRow row, MasterEdit edit) throws DecisionRefusedException {
        boolean existence = edit instanceof MasterEdit.Insert || edit instanceof MasterEdit.Delete;
        if (existence && !policies.of(row.conflict().table()).centerDeletesTravel()) {
            throw overtaken(
                    "sync.tables.%s.deletes-from-center: ignore (expected: propagate; otherwise the decision about %s would not reach station %s)"
                            .formatted(
                                    row.conflict().table(),
                                    row.key(),
                                    row.conflict().station()));
        }
    }

    private static void write(MasterWriter master, ContestedRow row, MasterEdit edit) throws SQLException {
        if (edit instanceof MasterEdit.Update update) {
            master.update(List.of(update.row()));
        } else if (edit instanceof MasterEdit.Delete) {
            master.delete(List.of(row.key()));
        } else if (edit instanceof MasterEdit.Insert insert) {
            // A row inserted at the center travels only if it undoes a delete that the station has not acknowledged. So
            // there is one: of this insert, delete and insert the capture sends the delete, which meets no row at the
            // station, and then the row (send.Resend).
            master.insert(List.of(insert.row()));
            master.delete(List.of(row.key()));
            master.insert(List.of(insert.row()));
        }
    }

    private static DecisionRefusedException overtaken(String message) {
        return new DecisionRefusedException(Kind.OVERTAKEN, message);
    }
}
