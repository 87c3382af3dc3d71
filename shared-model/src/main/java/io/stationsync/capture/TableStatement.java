package io.stationsync.capture;

import io.stationsync.model.TableId;

/**
 * A statement that changed the shape or the whole content of a wanted table.
 *
 * @param kind RENAME names the old and the new name in two statements
 */
public record TableStatement(Kind kind, TableId table) {
    /** What the statement does. */
    public enum Kind {
        CREATE,
        ALTER,
        TRUNCATE,
        RENAME,
        DROP,
        /** DROP DATABASE; the table's name is {@code *}. */
        DROP_SCHEMA
    }
}
