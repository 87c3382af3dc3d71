package io.stationsync.demo;

/**
 * Which row.
 *
 * @param key as in {@code id=7,code=ST001}
 */
record RowAddress(String station, String table, String key) {
    @Override
    public String toString() {
        return "%s of %s in %s".formatted(key, station, table);
    }
}
