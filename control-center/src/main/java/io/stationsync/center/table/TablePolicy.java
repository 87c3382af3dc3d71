package io.stationsync.center.table;

import jakarta.validation.constraints.AssertTrue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may happen to the rows of a table.
 *
 * @param conflict who wins what both sides have changed
 * @param newestBy the column that says when a row was changed; given exactly if {@code conflict} is {@code newest-wins}
 * @param merge what counts as changed by both sides
 * @param deletes whether deletes travel, in both directions
 * @param deletesFromStation the same for deletes at stations alone; null: as {@code deletes}
 * @param deletesFromCenter the same for deletes at the center alone; null: as {@code deletes}
 * @param evolve whether the master table follows when a station's table gains a column or a wider type
 */
public record TablePolicy(
        @DefaultValue("control-wins") Conflict conflict,
        @Nullable String newestBy,
        @DefaultValue("columns") Granularity merge,
        @DefaultValue("propagate") Deletes deletes,
        @Nullable Deletes deletesFromStation,
        @Nullable Deletes deletesFromCenter,
        @DefaultValue("add") Evolve evolve) {
    public static final TablePolicy DEFAULT = of(Conflict.CONTROL_WINS);

    /** Who wins what both sides have changed. */
    public enum Conflict {
        CONTROL_WINS,
        STATION_WINS,
        /** Whose row has the later {@code newest-by}; the center's if they are equal. */
        NEWEST_WINS,
        /** The center's value stays until an operator decides. */
        MANUAL;

        /** As stored, shown and configured: {@code control-wins}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Within what two edits meet. */
    public enum Granularity {
        /** Edits of different columns of one row are both kept. */
        COLUMNS,
        /** Edits of one row are a conflict, whatever their columns, and one of the two rows is kept whole. */
        ROW
    }

    /** What becomes of a delete at the other end. */
    public enum Deletes {
        PROPAGATE,
        IGNORE
    }

    /** What becomes of the master table when a station's table changes. */
    public enum Evolve {
        /** It gets the columns and the wider types of all stations' tables; nothing is dropped or narrowed. */
        ADD,
        /** Only people change it; a station whose rows it can't hold as they are waits for that. */
        NONE
    }

    /** @param conflict not {@link Conflict#NEWEST_WINS}, which needs a column */
    public static TablePolicy of(Conflict conflict) {
        return new TablePolicy(conflict, null, Granularity.COLUMNS, Deletes.PROPAGATE, null, null, Evolve.ADD);
    }

    public static TablePolicy newestWins(String column) {
        return new TablePolicy(
                Conflict.NEWEST_WINS, column, Granularity.COLUMNS, Deletes.PROPAGATE, null, null, Evolve.ADD);
    }

    public TablePolicy withMerge(Granularity granularity) {
        return new TablePolicy(conflict, newestBy, granularity, deletes, deletesFromStation, deletesFromCenter, evolve);
    }

    public TablePolicy withEvolve(Evolve other) {
        return new TablePolicy(conflict, newestBy, merge, deletes, deletesFromStation, deletesFromCenter, other);
    }

    @AssertTrue(
            message =
                    "newest-by must name a column (such as modify_date) if conflict is newest-wins, and must be left out otherwise")
    boolean isNewestByGivenWhereNeeded() {
        return (conflict == Conflict.NEWEST_WINS) == (newestBy != null && !newestBy.isBlank());
    }

    public boolean stationDeletesTravel() {
        return (deletesFromStation == null ? deletes : deletesFromStation) == Deletes.PROPAGATE;
    }

    public boolean centerDeletesTravel() {
        return (deletesFromCenter == null ? deletes : deletesFromCenter) == Deletes.PROPAGATE;
    }
}
