package io.stationsync.center.send;

import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What an application and its operators do to rows, by chance. A value says which edit wrote it. */
final class RandomEdits {
    static final String STAMP = "stamp";
    private static final Columns COLUMNS = new Columns(List.of("id", "code", "a", "b", STAMP));

    private final Random random;
    private final Habit habit;
    private long last;

    /** What edits are like. */
    enum Habit {
        /** Inserts, updates and deletes; values return and stamps go back. */
        ANYTHING,
        /** Inserts, updates and deletes, each with values never seen before. */
        FRESH_VALUES,
        /** Updates alone, each with values never seen before and a later stamp. */
        UPDATES,
        /** As {@link #UPDATES}, of one column. */
        UPDATES_OF_ONE_COLUMN;

        private boolean onlyUpdates() {
            return this == UPDATES || this == UPDATES_OF_ONE_COLUMN;
        }
    }

    RandomEdits(Random random, Habit habit) {
        this.random = random;
        this.habit = habit;
    }

    /** Rows that exist from the start, at both sides; empty where edits may insert. */
    List<Row> initialRows(int keys) {
        return habit.onlyUpdates()
                ? LongStream.range(0, keys).mapToObj(RandomEdits::row).toList()
                : List.of();
    }

    /** What the station does to its row; nothing, an insert, an update or a delete. */
    List<RowChange> atStation(long id, @Nullable Row before) {
        if (before == null) {
            return random.nextDouble() < 0.6 ? List.of(RowChange.insert(filled(row(id)))) : List.of();
        }
        return !habit.onlyUpdates() && random.nextDouble() < 0.15 ? List.of(RowChange.delete(before)) : edit(before);
    }

    /** What an operator does at the center: as at the station, or a delete that is undone with other values. */
    List<RowChange> atCenter(long id, @Nullable Row before) {
        double x = habit.onlyUpdates() ? 1 : random.nextDouble();
        if (before == null) {
            return x < 0.05 ? List.of(RowChange.insert(filled(row(id)))) : List.of();
        }
        if (x < 0.12) {
            return List.of(RowChange.delete(before));
        }
        return x < 0.16 ? List.of(RowChange.delete(before), RowChange.insert(filled(before))) : edit(before);
    }

    private List<RowChange> edit(Row before) {
        Map<String, Value> changes = new HashMap<>();
        if (habit == Habit.UPDATES_OF_ONE_COLUMN) {
            changes.put("a", fresh());
        } else {
            int which = 1 + random.nextInt(3);
            if ((which & 1) != 0) {
                changes.put("a", value());
            }
            if ((which & 2) != 0) {
                changes.put("b", value());
            }
        }
        if (habit.onlyUpdates() || random.nextBoolean()) {
            changes.put(STAMP, stamp());
        }
        Row after = before.with(changes);
        return after.equals(before) ? List.of() : List.of(RowChange.update(before, after));
    }

    private Row filled(Row row) {
        return row.with(Map.of("a", fresh(), "b", fresh(), STAMP, stamp()));
    }

    private Value value() {
        return habit == Habit.ANYTHING && random.nextBoolean() ? Value.of(0) : fresh();
    }

    private Value stamp() {
        return habit.onlyUpdates() ? fresh() : Value.of(random.nextInt(4));
    }

    private Value fresh() {
        return Value.of(++last);
    }

    static Row row(long id) {
        return Row.of(COLUMNS, Value.of(id), Value.of("ST001"), Value.of(0), Value.of(0), Value.of(0));
    }

    static RowKey key(Row row) {
        return new RowKey(row.project(RowKey.keyColumns(List.of("id"), "code")));
    }
}
