package io.stationsync.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ordered column names that many rows share. Immutable. */
public final class Columns {
    private final List<String> names;
    private final Map<String, Integer> indexes;
    private final int hash;

    public Columns(List<String> names) {
        this.names = List.copyOf(names);
        this.indexes = new HashMap<>(names.size() * 2);
        for (int i = 0; i < names.size(); i++) {
            if (indexes.put(names.get(i), i) != null) {
                throw new IllegalArgumentException("column %s stands twice in %s".formatted(names.get(i), names));
            }
        }
        this.hash = this.names.hashCode();
    }

    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    /** @return the column's place from 0, or -1 if there is none of that name */
    public int indexOf(String name) {
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }

    public boolean contains(String name) {
        return indexes.containsKey(name);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Columns that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
