package io.stationsync.demo;

import io.stationsync.demo.EditBook.Commit;
import io.stationsync.demo.EditOperation.Step;
import io.stationsync.demo.EditedRow.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Edits the rows of one station in a thread of its own, at the station as its application or at the center as an operator,
 * and notes what it has committed. An operation that the database refuses, because it was killed or by a deadlock, is left
 * out.
 */
final class EditingWriter implements AutoCloseable {
    private static final Duration RECONNECT = Duration.ofMillis(200);

    /** SQLSTATE classes that mean a mistake of ours: data, cardinality, constraint, syntax. */
    private static final Set<String> MISTAKES = Set.of("21", "22", "23", "42");

    private final String name;
    private final Side side;
    private final Database database;
    private final EditOperations operations;
    private final EditBook book;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;
    private @Nullable Connection connection;

    /** @param name unique; all its values begin with it */
    EditingWriter(String name, Side side, Database database, EditOperations operations, EditBook book) {
        this.name = name;
        this.side = side;
        this.database = database;
        this.operations = operations;
        this.book = book;
        this.thread = new Thread(this::run, "edits-" + name);
    }

    EditingWriter start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!stopped) {
                Waiting.pause(step());
            }
        } catch (RuntimeException | SQLException e) {
            failure = e;
        } finally {
            disconnect();
        }
    }

    private Duration step() throws SQLException {
        try {
            Connection open = connection();
            EditOperation operation = operations.next();
            perform(open, operation);
            return operation.pause();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (MISTAKES.stream().anyMatch(state::startsWith)) {
                throw e;
            }
            disconnect();
            return RECONNECT;
        }
    }

    private void perform(Connection open, EditOperation operation) throws SQLException {
        List<Edit> edits = new ArrayList<>();
        try (Statement statement = open.createStatement()) {
            for (Step step : operation.steps()) {
                String edit = "%s%d.%d".formatted(name, operation.number(), edits.size());
                edit(statement, edit, step).ifPresent(edits::add);
            }
        }
        if (edits.isEmpty()) {
            open.rollback();
            return;
        }
        try {
            open.commit();
        } catch (SQLException e) {
            book.note(edits, Commit.MAYBE);
            throw e;
        }
        book.note(edits, Commit.DONE);
    }

    private Optional<Edit> edit(Statement statement, String edit, Step step) throws SQLException {
        EditedRow row = step.row();
        @Nullable Map<String, String> before = read(statement, row);
        @Nullable Map<String, String> after;
        if (before != null) {
            after = change(statement, edit, step, before);
        } else if (side == Side.STATION && step.wish() != EditOperation.Wish.DELETE) {
            after = insert(statement, edit, step);
        } else {
            return Optional.empty();
        }
        return Optional.of(new Edit(edit, side, row.address(), before, after));
    }

    private @Nullable Map<String, String> read(Statement statement, EditedRow row) throws SQLException {
        List<String> columns = EditedTable.traced();
        try (ResultSet found = statement.executeQuery(row.select(side, columns) + " FOR UPDATE")) {
            if (!found.next()) {
                return null;
            }
            Map<String, String> image = new HashMap<>();
            for (String column : columns) {
                image.put(column, found.getString(column));
            }
            return image;
        }
    }

    private @Nullable Map<String, String> change(
            Statement statement, String edit, Step step, Map<String, String> before) throws SQLException {
        return switch (step.wish()) {
            case UPDATE -> update(statement, edit, step, before);
            case DELETE -> {
                statement.executeUpdate(step.row().delete(side));
                yield null;
            }
            case DELETE_AND_INSERT -> {
                statement.executeUpdate(step.row().delete(side));
                yield insert(statement, edit, step);
            }
        };
    }

    private Map<String, String> update(Statement statement, String edit, Step step, Map<String, String> before)
            throws SQLException {
        Map<String, String> values = values(edit, step.columns());
        statement.executeUpdate(step.row().update(side, stamped(values, step)));
        Map<String, String> after = new HashMap<>(before);
        after.putAll(values);
        return after;
    }

    private Map<String, String> insert(Statement statement, String edit, Step step) throws SQLException {
        Map<String, String> values = values(edit, EditedTable.traced());
        statement.executeUpdate(step.row().insert(side, stamped(values, step)));
        return values;
    }

    private static Map<String, String> values(String edit, List<String> columns) {
        Map<String, String> values = new HashMap<>();
        columns.forEach(column -> values.put(column, edit + column));
        return values;
    }

    private static Map<String, String> stamped(Map<String, String> values, Step step) {
        Map<String, String> all = new HashMap<>(values);
        if (step.row().table().stamped()) {
            all.put(EditedTable.STAMP, String.valueOf(step.stamp()));
        }
        return all;
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            Connection opened = database.server().connect(Database.SCHEMA);
            opened.setAutoCommit(false);
            connection = opened;
        }
        return connection;
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException alreadyBroken) {
                // The next one is a new one.
            }
            connection = null;
        }
    }

    /** Ends it after its operation. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a writer ends", e);
        }
        Throwable broken = failure;
        if (broken != null) {
            throw new IllegalStateException("%s broke off".formatted(name), broken);
        }
    }

    /** Ends it without waiting. */
    @Override
    public void close() {
        stopped = true;
    }
}
