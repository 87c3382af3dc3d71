package io.stationsync.center.table;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may happen to the rows of a table.
 *
 * @param conflict who wins a column that both sides have changed
 * @param deletes whether deletes travel, in both directions
 * @param deletesFromStation the same for deletes at stations alone; null: as {@code deletes}
 * @param deletesFromCenter the same for deletes at the center alone; null: as {@code deletes}
 */
public record TablePolicy(
        @DefaultValue("control-wins") Conflict conflict,
        @DefaultValue("propagate") Deletes deletes,
        @Nullable Deletes deletesFromStation,
        @Nullable Deletes deletesFromCenter) {
    public static final TablePolicy DEFAULT = new TablePolicy(Conflict.CONTROL_WINS, Deletes.PROPAGATE, null, null);

    /** Who wins a column that both sides have changed. */
    public enum Conflict {
        CONTROL_WINS,
        STATION_WINS
    }

    /** What becomes of a delete at the other end. */
    public enum Deletes {
        PROPAGATE,
        IGNORE
    }

    public boolean stationDeletesTravel() {
        return (deletesFromStation == null ? deletes : deletesFromStation) == Deletes.PROPAGATE;
    }

    public boolean centerDeletesTravel() {
        return (deletesFromCenter == null ? deletes : deletesFromCenter) == Deletes.PROPAGATE;
    }
}
