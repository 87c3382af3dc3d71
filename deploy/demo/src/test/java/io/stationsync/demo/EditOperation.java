package io.stationsync.demo;

import java.time.Duration;
import java.util.List;

/**
 * What a writer wants to do in one transaction. What it does depends on the rows that it finds.
 *
 * @param pause before the next
 */
record EditOperation(long number, List<Step> steps, Duration pause) {
    EditOperation {
        steps = List.copyOf(steps);
    }

    /**
     * What is wanted of one row.
     *
     * @param columns that an update changes
     * @param stamp that it writes where the table has one
     */
    record Step(EditedRow row, Wish wish, List<String> columns, long stamp) {
        Step {
            columns = List.copyOf(columns);
        }
    }

    /** Of a row that is there. One that is missing is inserted by a station, unless it is to be deleted, and left alone by the center. */
    enum Wish {
        UPDATE,
        DELETE,
        /** An operator undoes a delete: both in one transaction. */
        DELETE_AND_INSERT
    }
}
