package io.stationsync.capture;

import io.stationsync.model.TableId;

/**
 * Something that happened to a wanted table as a whole.
 *
 * @param kind RENAME names the old and the new name in two statements
 * @param table its name is {@code *} if it may concern every wanted table
 */
public record TableStatement(Kind kind, TableId table) {
    /** What happened. */
    public enum Kind {
        CREATE,
        ALTER,
        TRUNCATE,
        RENAME,
        /** A column has another name: without a row event the rows have their values under it. */
        RENAME_COLUMN,
        DROP,
        /** DROP DATABASE; the table's name is {@code *}. */
        DROP_SCHEMA,
        /**
         * Rows may have been taken away or put in by their partition or tablespace, or by ALTER IGNORE, and no row event
         * says which. Where two tables are concerned, each is named in a statement of its own.
         */
        EXCHANGE,
        /** Rows may have been changed in statement format, so that nobody can tell which. */
        STATEMENT_FORMAT,
        /** A row event lacks columns. */
        PARTIAL_IMAGE
    }
}
