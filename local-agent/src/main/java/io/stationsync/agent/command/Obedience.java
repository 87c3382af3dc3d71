package io.stationsync.agent.command;

import io.stationsync.agent.load.ResyncTable;
import io.stationsync.agent.pause.HeldBack;
import io.stationsync.agent.pause.PauseTable;
import io.stationsync.agent.pause.Pauses;
import io.stationsync.model.Seq;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.StationCommand;
import io.stationsync.wire.UndecodableRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys the center's commands, each within the transaction that stores the offset after it, and stores what becomes of it: so
 * each is carried out once, also after a restart. What can't be obeyed is refused and stops nothing.
 */
public final class Obedience {
    private static final Logger log = LoggerFactory.getLogger(Obedience.class);

    private static final int LONGEST_REASON = 1_000;

    private final List<String> tables;

    /** @param tables that are synchronised */
    public Obedience(Collection<String> tables) {
        this.tables = List.copyOf(tables);
    }

    /**
     * Obeys a command.
     *
     * @param nextOffset after the command
     * @param seq of the command
     */
    public void obey(GivenCommand given, long nextOffset, Seq seq, Connection connection) throws SQLException {
        Optional<StationCommand> command = given.command();
        Outcome outcome = command.isEmpty()
                ? Outcome.refused(
                        "kind: %s, and what belongs to it (expected: what this version of the agent knows); update the agent and give the command again"
                                .formatted(given.heading().kind()))
                : obey(command.get(), nextOffset, seq, connection);
        log.info(
                "Command {} of the center, {} of {}: {}, {}",
                given.heading().id(),
                given.heading().kind(),
                given.heading().table(),
                outcome.state(),
                outcome.message());
        CommandResultTable.store(connection, given.heading(), outcome);
    }

    private Outcome obey(StationCommand command, long nextOffset, Seq seq, Connection connection) throws SQLException {
        return switch (command.kind()) {
            case RESYNC, VERIFY -> read(command, connection);
            case PAUSE -> pause(command, nextOffset, seq, connection);
            case RESUME -> resume(command, connection);
        };
    }

    private Outcome read(StationCommand command, Connection connection) throws SQLException {
        if (!tables.contains(command.table())) {
            return unknownTable(command);
        }
        try {
            LoadArguments.read(command.arguments());
        } catch (UndecodableRecordException e) {
            return Outcome.refused(String.valueOf(e.getMessage()));
        }
        long request =
                ResyncTable.request(connection, command.kind(), command.table(), command.arguments(), reason(command));
        return Outcome.untilLoaded(request, "its rows will be read");
    }

    private Outcome pause(StationCommand command, long nextOffset, Seq seq, Connection connection) throws SQLException {
        if (!isKnown(command)) {
            return unknownTable(command);
        }
        Pauses pauses = PauseTable.all(connection);
        Optional<HeldBack> own = pauses.of(command.table());
        if (own.filter(HeldBack::paused).isPresent()) {
            return Outcome.done("was paused already, since " + own.get().since());
        }
        HeldBack from = pauses.holding(command.table())
                .orElse(new HeldBack(command.table(), true, nextOffset, seq, command.reason(), Instant.EPOCH));
        PauseTable.pause(connection, command.table(), from.nextOffset(), from.last(), reason(command));
        return Outcome.done("paused: the messages up to offset %d are applied".formatted(from.nextOffset() - 1));
    }

    private Outcome resume(StationCommand command, Connection connection) throws SQLException {
        if (!isKnown(command)) {
            return unknownTable(command);
        }
        Pauses pauses = PauseTable.all(connection);
        if (pauses.of(command.table()).filter(HeldBack::paused).isEmpty()) {
            return Outcome.done("was not paused" + (pauses.isAllPaused() ? " by itself, but all tables are" : ""));
        }
        PauseTable.resume(connection, command.table());
        boolean waits = !command.table().equals(StationCommand.ALL_TABLES) && pauses.isAllPaused();
        return Outcome.done(
                waits ? "no longer paused by itself, but all tables are" : "resumed: what has waited is applied first");
    }

    /** With the user's name it may be longer than its columns. */
    private static String reason(StationCommand command) {
        return CommandResultTable.cut(command.reason(), LONGEST_REASON);
    }

    private boolean isKnown(StationCommand command) {
        return command.table().equals(StationCommand.ALL_TABLES) || tables.contains(command.table());
    }

    private Outcome unknownTable(StationCommand command) {
        return Outcome.refused("table: %s (expected: one of sync.tables of this station: %s)"
                .formatted(command.table(), String.join(", ", tables)));
    }
}
