package io.stationsync.center.send;

import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which both ends become equal: what the center's capture sends for a change it meets in its own binlog,
 * given the messages for that row which the station may not have applied. A message is sent for a change that the
 * station itself made only where the station is about to overwrite it with an older message, or may be.
 *
 * <p>Where a table is merged by row, every update names all columns: a station's edit of another column that the merge
 * has refused must go from the station's row too.
 */
final class Resend {
    private Resend() {}

    /**
     * What to send.
     *
     * @param columns the columns that an update names; empty for other operations
     * @param edit whether it tells an edit made at the center, and not what a change of the station has made of the row
     */
    record Answer(RowChange change, List<String> columns, boolean edit) {
        Answer {
            columns = List.copyOf(columns);
        }
    }

    /**
     * An edit made at the center; its images have only what the station's table has, and the same key.
     *
     * @param underWay asked for an insert only: whatever is under way, an update and a delete travel
     */
    static Optional<Answer> forEdit(RowKey key, RowChange edit, Supplier<UnderWay> underWay, Granularity merge) {
        return switch (edit.op()) {
            case UPDATE -> update(key, edit, changedColumns(edit), merge, true);
            case DELETE -> Optional.of(new Answer(edit, List.of(), true));
            case INSERT -> forInsert(key, edit, underWay.get(), merge);
            case LOAD, TRUNCATE, UPSERT -> throw new IllegalArgumentException("op %s in a binlog".formatted(edit.op()));
        };
    }

    private static Optional<Answer> forInsert(RowKey key, RowChange edit, UnderWay underWay, Granularity merge) {
        return underWay.deletes() ? Optional.of(upsert(edit, true)) : insertedOver(key, edit, underWay, merge);
    }

    /**
     * An insert does not travel. But updates that are still on their way to an earlier row of that key must end with what the
     * row here has now: the station may be about to have one of that key, too.
     */
    private static Optional<Answer> insertedOver(RowKey key, RowChange insert, UnderWay underWay, Granularity merge) {
        Row row = insert.image();
        List<String> named = row.columns().names().stream()
                .filter(column -> underWay.inDoubt() || underWay.columns().contains(column))
                .filter(column -> !key.values().columns().contains(column))
                .toList();
        return update(key, RowChange.update(row, row), named, merge, false);
    }

    /** A station's own change, as applying it has changed the master's row. */
    static Optional<Answer> forApplied(RowKey key, RowChange applied, UnderWay underWay, Granularity merge) {
        if (applied.op() == Op.DELETE) {
            return underWay.upserts() || underWay.inDoubt()
                    ? Optional.of(new Answer(applied, List.of(), false))
                    : Optional.empty();
        }
        if (underWay.deletes() || underWay.upserts() || underWay.inDoubt()) {
            return Optional.of(upsert(applied, false));
        }
        List<String> overlap = new ArrayList<>(changedColumns(applied));
        overlap.retainAll(underWay.columns());
        Row row = applied.image();
        @Nullable Row before = applied.before();
        return update(key, RowChange.update(before == null ? row : before, row), overlap, merge, false);
    }

    /** Whether a station's own change, as applied, has undone a delete of the center that the station did not know. */
    static boolean undoesDelete(RowChange applied, UnderWay underWay) {
        return applied.op() == Op.INSERT && underWay.deletedByEdit();
    }

    private static Answer upsert(RowChange change, boolean edit) {
        return new Answer(RowChange.upsert(change.image()), List.of(), edit);
    }

    private static Optional<Answer> update(
            RowKey key, RowChange update, List<String> changed, Granularity merge, boolean edit) {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        if (merge == Granularity.COLUMNS) {
            return Optional.of(new Answer(update, changed, edit));
        }
        List<String> all = new ArrayList<>(update.image().columns().names());
        all.removeAll(key.values().columns().names());
        return Optional.of(new Answer(update, all, edit));
    }

    private static List<String> changedColumns(RowChange change) {
        @Nullable Row before = change.before();
        return before == null
                ? change.image().columns().names()
                : change.image().columnsDifferingFrom(before);
    }
}
