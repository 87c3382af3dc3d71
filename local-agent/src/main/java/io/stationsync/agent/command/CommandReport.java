package io.stationsync.agent.command;

import io.stationsync.agent.command.CommandResultTable.Stored;
import io.stationsync.wire.CommandResult;
import io.stationsync.wire.CommandResult.State;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the center what became of its commands: a record of the status topic, written with the position whenever it changes. A
 * command that waits for a load is done in the Kafka transaction that ends the load. Used by the sender's thread, but for
 * {@link #changed}.
 */
public final class CommandReport {
    private static final int LAST = 100;

    private final DataSource dataSource;
    private final Clock clock;
    private volatile boolean changed = true;
    private List<Stored> stored = List.of();
    private List<CommandResult> told = List.of();

    public CommandReport(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Other results are committed in the database. Any thread may say so. */
    public void changed() {
        changed = true;
    }

    /** The sender begins a session: what was told last is not known. */
    public void restore() {
        stored = List.of();
        told = List.of();
        changed = true;
    }

    /** Looks up what has changed. What was told before is committed by now. */
    public void look() throws SQLException {
        List<CommandResult> ended = told.stream()
                .filter(result -> result.endedMs() != null)
                .filter(result -> stored.stream()
                        .anyMatch(one ->
                                one.result().id() == result.id() && one.result().state() == State.ACCEPTED))
                .toList();
        if (!changed && ended.isEmpty()) {
            return;
        }
        // Before looking: what changes meanwhile is looked up the next time.
        changed = false;
        try (Connection connection = dataSource.getConnection()) {
            CommandResultTable.endAll(connection, ended);
            stored = CommandResultTable.last(connection, LAST);
        } catch (SQLException e) {
            changed = true;
            throw e;
        }
    }

    /**
     * The record that goes with a position.
     *
     * @param loads as of that position
     * @param verifications likewise
     * @return empty if nothing is new
     */
    public Optional<byte[]> record(Map<String, TableLoad> loads, Map<String, TableLoad> verifications) {
        List<CommandResult> now = new ArrayList<>();
        stored.forEach(
                one -> now.add(asOf(one.result().kind().equals(Kind.VERIFY.code()) ? verifications : loads, one)));
        if (now.equals(told)) {
            return Optional.empty();
        }
        told = List.copyOf(now);
        return Optional.of(StatusRecords.write(new CommandResult.Last(told)));
    }

    private CommandResult asOf(Map<String, TableLoad> loads, Stored one) {
        CommandResult result = one.result();
        Long request = one.request();
        @Nullable TableLoad load = loads.get(result.table());
        if (result.state() != State.ACCEPTED
                || request == null
                || load == null
                || !load.done()
                || load.request() < request) {
            return result;
        }
        Optional<CommandResult> before = told.stream()
                .filter(earlier -> earlier.id() == result.id() && earlier.state() == State.DONE)
                .findFirst();
        return before.orElseGet(() -> new CommandResult(
                result.id(),
                result.kind(),
                result.table(),
                State.DONE,
                "%d rows sent".formatted(load.rows()),
                result.acceptedMs(),
                clock.millis()));
    }
}
