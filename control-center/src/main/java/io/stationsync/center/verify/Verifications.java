package io.stationsync.center.verify;

import io.stationsync.center.command.CommandTable;
import io.stationsync.center.verify.Verification.State;
import io.stationsync.center.verify.VerificationTable.StoredDifference;
import io.stationsync.database.Rollback;
import io.stationsync.decision.AuditTable;
import io.stationsync.decision.AuditedAction;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.model.StationCode;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.TravellingRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What an operator does with verifications. Thread-safe. */
public final class Verifications {
    private final DataSource dataSource;
    private final Verifier verifier;

    Verifications(DataSource dataSource, Verifier verifier) {
        this.dataSource = dataSource;
        this.verifier = verifier;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException, DecisionRefusedException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException, DecisionRefusedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | DecisionRefusedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    /** @return its number */
    public long request(StationCode station, String table, String user, String reason)
            throws SQLException, DecisionRefusedException {
        return inTransaction(connection -> {
            long id = VerificationTable.request(connection, station.value(), table, user, reason);
            AuditTable.write(connection, action(user, "verify", id, station.value(), table, reason, "{}"));
            return id;
        });
    }

    /** @throws DecisionRefusedException if it has ended */
    public void cancel(Verification verification, String user, String reason)
            throws SQLException, DecisionRefusedException {
        inTransaction(connection -> {
            if (!VerificationTable.stop(connection, verification.id(), State.CANCELLED, null)) {
                throw new DecisionRefusedException(
                        DecisionRefusedException.Kind.INVALID,
                        "verification %d: %s (expected: waiting or running)"
                                .formatted(
                                        verification.id(), verification.state().code()));
            }
            AuditTable.write(
                    connection,
                    action(
                            user,
                            "cancel-verification",
                            verification.id(),
                            verification.station(),
                            verification.table(),
                            reason,
                            "{}"));
            return true;
        });
    }

    /**
     * Has the station send the rows that were found to differ, and those that are missing or gone: the rule of a resync decides about
     * each of them as it is then.
     *
     * @return how many rows
     * @throws DecisionRefusedException if there are none
     */
    public int repair(Verification verification, String user, String reason)
            throws SQLException, DecisionRefusedException {
        return inTransaction(connection -> {
            List<StoredDifference> rows = VerificationTable.rows(connection, verification.id());
            if (rows.isEmpty()) {
                throw new DecisionRefusedException(
                        DecisionRefusedException.Kind.INVALID,
                        "verification %d: it is %s and has no differing rows (expected: some to repair)"
                                .formatted(
                                        verification.id(), verification.state().code()));
            }
            List<TravellingRange> ranges =
                    rows.stream().map(StoredDifference::range).toList();
            String arguments = LoadArguments.resync(ranges).json();
            AuditTable.write(
                    connection,
                    action(
                            user,
                            "repair-verification",
                            verification.id(),
                            verification.station(),
                            verification.table(),
                            reason,
                            arguments));
            CommandTable.give(
                    connection,
                    new StationCode(verification.station()),
                    Kind.RESYNC,
                    verification.table(),
                    arguments,
                    "%s: repair of verification %d: %s".formatted(user, verification.id(), reason));
            return rows.size();
        });
    }

    private static AuditedAction action(
            String user, String action, long id, String station, String table, String reason, String detail) {
        return new AuditedAction(user, action, "verification " + id, station, table, null, reason, detail);
    }

    public Optional<Verification> find(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return VerificationTable.find(connection, id).map(this::asSeen);
        }
    }

    /** The latest first. @param station null for all, likewise the table */
    public List<Verification> list(@Nullable String station, @Nullable String table, int page, int size)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return VerificationTable.list(connection, station, table, page, size).stream()
                    .map(this::asSeen)
                    .toList();
        }
    }

    public List<StoredDifference> rows(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return VerificationTable.rows(connection, id);
        }
    }

    /** One whose station does not speak waits. */
    private Verification asSeen(Verification stored) {
        return stored.state() == State.RUNNING && !verifier.isSpeaking(stored.id()) ? stored.in(State.WAITING) : stored;
    }
}
