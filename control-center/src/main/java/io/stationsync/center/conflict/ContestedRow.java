package io.stationsync.center.conflict;

import io.stationsync.center.table.MasterTable;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row that a conflict is about, and its master table as it is now.
 *
 * @param station as in {@link EditConflict}
 * @param control as in {@link EditConflict}
 */
record ContestedRow(
        StoredConflict conflict,
        MasterTable table,
        RowKey key,
        @Nullable Row station,
        @Nullable Row control) {

    static ContestedRow of(StoredConflict conflict, ConflictImages images, MasterTable table)
            throws DecisionRefusedException {
        Row station = row(conflict, "station_row", images.station(), table);
        Row control = row(conflict, "control_row", images.control(), table);
        Row any = station == null ? control : station;
        if (any == null) {
            throw unreadable(conflict, "it has neither a station_row nor a control_row");
        }
        for (String column : table.key().names()) {
            if (any.find(column) == null) {
                throw unreadable(conflict, "its rows have no %s, which is of the key now".formatted(column));
            }
        }
        return new ContestedRow(conflict, table, table.keyOf(any), station, control);
    }

    private static @Nullable Row row(StoredConflict conflict, String name, @Nullable String image, MasterTable table)
            throws DecisionRefusedException {
        if (image == null) {
            return null;
        }
        try {
            return table.forms().of(new EnvelopeReader().image(image.getBytes(StandardCharsets.UTF_8), table.types()));
        } catch (UndecodableRecordException e) {
            throw unreadable(conflict, "%s: %s".formatted(name, e.getMessage()));
        }
    }

    private static DecisionRefusedException unreadable(StoredConflict conflict, String problem) {
        return new DecisionRefusedException(
                Kind.OVERTAKEN,
                "conflict %d can't be applied to the master table %s as it is now: %s"
                        .formatted(conflict.id(), conflict.table(), problem));
    }

    /** What the conflict's outcome left of the row; null if it is gone. */
    @Nullable
    Row left() {
        return switch (conflict.outcome()) {
            case CONTROL_KEPT -> control;
            case STATION_APPLIED, ROW_RESTORED -> station;
            case ROW_DELETED -> null;
        };
    }

    /** The columns that a decision may write. */
    List<String> writable() {
        return table.writable();
    }

    /** For messages: {@code kafka_test id=7,code=ST001}. */
    String name() {
        return "%s %s".formatted(conflict.table(), key);
    }
}
