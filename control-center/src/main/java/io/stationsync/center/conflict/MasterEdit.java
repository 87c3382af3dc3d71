package io.stationsync.center.conflict;

import io.stationsync.model.Row;

/** What a decision does to the master's row. */
sealed interface MasterEdit {
    record None() implements MasterEdit {}

    /** @param row as it is to be, with all that the master told of it */
    record Update(Row row) implements MasterEdit {}

    /** @param row without the master's surrogate, which gets a new value */
    record Insert(Row row) implements MasterEdit {}

    record Delete() implements MasterEdit {}
}
