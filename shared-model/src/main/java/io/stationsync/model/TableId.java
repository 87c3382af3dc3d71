package io.stationsync.model;

/** A table of a server: the database (schema) it is in, and its name. */
public record TableId(String schema, String table) {
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
