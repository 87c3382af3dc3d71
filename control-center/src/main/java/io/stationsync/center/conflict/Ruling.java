package io.stationsync.center.conflict;

import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a decision becomes an edit of the master's row. Not for a decision that agrees with what the conflict
 * has come to: then there is nothing to write.
 */
final class Ruling {
    private final ContestedRow contested;
    private final Decision decision;
    private final Map<String, Value> values;
    private final @Nullable Row current;

    /**
     * A decision about a row.
     *
     * @param values of the decision
     * @param current the master's row, locked; null if it is gone
     */
    Ruling(ContestedRow contested, Decision decision, Map<String, Value> values, @Nullable Row current) {
        this.contested = contested;
        this.decision = decision;
        this.values = values;
        this.current = current;
    }

    /** @throws DecisionRefusedException if the row has changed since, and that is not to be overwritten */
    MasterEdit edit() throws DecisionRefusedException {
        Outcome outcome = contested.conflict().outcome();
        if (current == null) {
            return switch (outcome) {
                case ROW_DELETED -> new MasterEdit.Insert(wholeOfControl());
                case ROW_RESTORED -> leaveGone();
                case CONTROL_KEPT -> {
                    if (contested.control() != null) {
                        throw gone();
                    }
                    yield new MasterEdit.Insert(wholeOfStation());
                }
                case STATION_APPLIED -> throw gone();
            };
        }
        if (decision.choice() == Choice.VALUES) {
            return update(current, values);
        }
        return switch (outcome) {
            case CONTROL_KEPT ->
                contested.control() == null
                        ? putBack(current, wholeOfStation(), "the center")
                        : reverse(current, image(contested.station(), "station_row"));
            case STATION_APPLIED -> reverse(current, image(contested.control(), "control_row"));
            case ROW_DELETED -> putBack(current, wholeOfControl(), "the station");
            case ROW_RESTORED -> delete(current);
        };
    }

    /** As the center had decided before the station brought the row back; but values need a row. */
    private MasterEdit leaveGone() throws DecisionRefusedException {
        if (decision.choice() == Choice.VALUES) {
            throw gone();
        }
        return new MasterEdit.None();
    }

    private MasterEdit reverse(Row now, Row target) throws DecisionRefusedException {
        Row left = image(contested.left(), "row that its outcome left");
        List<String> columns = contested.conflict().columns().stream()
                .filter(column -> !contested.table().key().contains(column))
                .toList();
        Map<String, Value> wanted = new HashMap<>();
        for (String column : columns) {
            Value value = target.find(column);
            if (value == null || now.find(column) == null) {
                throw overtaken("%s: the column %s is no longer among %s"
                        .formatted(contested.name(), column, contested.writable()));
            }
            wanted.put(column, value);
        }
        List<String> changed = columns.stream()
                .filter(column -> !now.get(column).equals(left.find(column)))
                .filter(column -> !now.get(column).equals(target.find(column)))
                .toList();
        checkUnchanged(changed, "");
        return update(now, wanted);
    }

    /** One side deleted the row, and it is there all the same. */
    private MasterEdit putBack(Row now, Row target, String side) throws DecisionRefusedException {
        checkUnchanged(
                target.columnsDifferingFrom(now), " The row is there again, though %s had deleted it.".formatted(side));
        Map<String, Value> wanted = target.toMap();
        wanted.keySet().retainAll(contested.writable());
        return update(now, wanted);
    }

    private MasterEdit delete(Row now) throws DecisionRefusedException {
        Row restored = image(contested.station(), "station_row");
        checkUnchanged(restored.only(contested.writable()::contains).columnsDifferingFrom(now), "");
        return new MasterEdit.Delete();
    }

    private void checkUnchanged(List<String> changed, String more) throws DecisionRefusedException {
        if (!changed.isEmpty() && !decision.overwrite()) {
            throw overtaken(
                    "%s has changed since the conflict, in %s: see currentRow.%s Decide again with what it is now, or with \"overwrite\": true to write all the same"
                            .formatted(contested.name(), changed, more));
        }
    }

    private static MasterEdit update(Row now, Map<String, Value> wanted) {
        Row row = now.with(wanted);
        return row.columnsDifferingFrom(now).isEmpty() ? new MasterEdit.None() : new MasterEdit.Update(row);
    }

    /** The row that the station deleted, as the center had edited it. */
    private Row wholeOfControl() throws DecisionRefusedException {
        return whole(image(contested.control(), "control_row"));
    }

    /** The row that the center deleted, as the station had changed it. */
    private Row wholeOfStation() throws DecisionRefusedException {
        return whole(image(contested.station(), "station_row"));
    }

    /** With a surrogate of its own once it is inserted. */
    private Row whole(Row image) {
        Set<String> columns =
                contested.table().columns().stream().map(Column::name).collect(Collectors.toSet());
        return image.only(columns::contains).with(values);
    }

    private Row image(@Nullable Row image, String name) throws DecisionRefusedException {
        if (image == null) {
            throw overtaken("conflict %d has no %s, which %s needs"
                    .formatted(
                            contested.conflict().id(), name, decision.choice().code()));
        }
        return image;
    }

    private DecisionRefusedException gone() {
        return overtaken("%s is gone, so that there is nothing to write to (expected: %s, which leaves it so)"
                .formatted(
                        contested.name(),
                        contested.conflict().outcome() == Outcome.CONTROL_KEPT
                                ? Choice.KEEP_CONTROL.code()
                                : Choice.KEEP_STATION.code()));
    }

    private static DecisionRefusedException overtaken(String message) {
        return new DecisionRefusedException(Kind.OVERTAKEN, message);
    }

    /**
     * The state in which the conflict ends.
     *
     * @param after the row once it is written; null if it is gone
     */
    ConflictState state(@Nullable Row after) {
        Row left = contested.left();
        if (decision.choice() != Choice.VALUES || left == null || after == null || current == null) {
            return ConflictState.REVERSED;
        }
        boolean asLeft = values.keySet().stream().allMatch(column -> after.get(column)
                .equals(contested.conflict().columns().contains(column) ? left.find(column) : current.get(column)));
        return asLeft ? ConflictState.CONFIRMED : ConflictState.REVERSED;
    }
}
