package io.stationsync.center.send;

import io.stationsync.center.send.Unacknowledged.Message;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which both ends become equal: what the center's capture sends for a change it meets in its own binlog,
 * given the messages for that row which the station may not have applied. A message is sent for a change that the
 * station itself made only where the station is about to overwrite it with an older message.
 */
final class Resend {
    private Resend() {}

    /**
     * What to send.
     *
     * @param columns the columns that an update names; empty for other operations
     */
    record Answer(RowChange change, List<String> columns) {
        Answer {
            columns = List.copyOf(columns);
        }
    }

    /** An edit made at the center; its images have only what the station's table has, and the same key. */
    static Optional<Answer> forEdit(RowChange edit, List<Message> unacknowledged) {
        return switch (edit.op()) {
            case UPDATE -> {
                List<String> columns = changedColumns(edit);
                yield columns.isEmpty() ? Optional.empty() : Optional.of(new Answer(edit, columns));
            }
            case DELETE -> Optional.of(new Answer(edit, List.of()));
            case INSERT ->
                has(unacknowledged, Op.DELETE)
                        ? Optional.of(new Answer(RowChange.upsert(edit.image()), List.of()))
                        : Optional.empty();
            case LOAD, UPSERT -> throw new IllegalArgumentException("op %s in a binlog".formatted(edit.op()));
        };
    }

    /** A station's own change, as applying it has changed the master's row. */
    static Optional<Answer> forApplied(RowChange applied, List<Message> unacknowledged) {
        if (applied.op() == Op.DELETE) {
            return has(unacknowledged, Op.UPSERT) ? Optional.of(new Answer(applied, List.of())) : Optional.empty();
        }
        Row row = applied.image();
        if (has(unacknowledged, Op.DELETE) || has(unacknowledged, Op.UPSERT)) {
            return Optional.of(new Answer(RowChange.upsert(row), List.of()));
        }
        Set<String> named = new HashSet<>();
        unacknowledged.forEach(message -> named.addAll(message.columns()));
        List<String> overlap = new ArrayList<>(changedColumns(applied));
        overlap.retainAll(named);
        return overlap.isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer(RowChange.update(beforeOrSame(applied), row), overlap));
    }

    private static List<String> changedColumns(RowChange change) {
        @Nullable Row before = change.before();
        return before == null
                ? change.image().columns().names()
                : change.image().columnsDifferingFrom(before);
    }

    private static Row beforeOrSame(RowChange change) {
        @Nullable Row before = change.before();
        return before == null ? change.image() : before;
    }

    private static boolean has(List<Message> messages, Op op) {
        return messages.stream().anyMatch(message -> message.op() == op);
    }
}
