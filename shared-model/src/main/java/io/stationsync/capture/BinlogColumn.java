package io.stationsync.capture;

import java.util.List;

/**
 * A column as a TABLE_MAP event describes it.
 *
 * @param type the type's number, ENUM and SET told from CHAR
 * @param metadata the type's bytes in the event, first one low; for CHAR and BINARY the size in bytes, for ENUM and SET
 *     the bytes of a cell
 * @param collation 0 if the event gives none
 * @param names of an ENUM's or SET's values, in bytes of the collation's charset
 */
record BinlogColumn(
        String name, int type, int metadata, boolean unsigned, boolean nullable, int collation, List<byte[]> names) {
    BinlogColumn {
        names = List.copyOf(names);
    }
}
